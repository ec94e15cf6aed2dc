import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../test/fixture.ts';
import { chatOrgs, decodeAccount, decodeOrganizations } from '../index.ts';

const ONE = 'd03d2d69-0000-4000-8000-000000000001';
const TWO = 'd03d2d69-0000-4000-8000-000000000002';
const THREE = 'd03d2d69-0000-4000-8000-000000000003';

const account = () => decodeAccount(fixture('claude-web', 'account/two-memberships.json'));
const organizations = () => decodeOrganizations(fixture('claude-web', 'organizations/with-ghost.json')) ?? [];

describe('decodeAccount', () => {
  it('reads the address and the memberships that have a uuid, each on one line', () => {
    expect(account()).toEqual({
      email: 'you@example.com',
      memberships: [
        {
          orgUuid: ONE,
          name: "you@example.com's Organization",
          capabilities: ['chat', 'claude_max'],
          rateLimitTier: 'default_claude_max_20x',
          ravenType: null,
          seatTier: null,
        },
        {
          orgUuid: TWO,
          name: 'Works Ltd',
          capabilities: ['chat', 'raven'],
          rateLimitTier: 'default_raven',
          ravenType: 'team',
          seatTier: 'team_tier_1',
        },
      ],
    });
  });

  it('takes a uuid that the membership carries itself', () => {
    const bare = decodeAccount(fixture('claude-web', 'account/bare-membership.json'));
    expect(bare?.email).toBeNull();
    expect(chatOrgs(bare?.memberships ?? [])).toEqual([{ orgUuid: THREE, name: null, plan: null }]);
  });

  it.each([
    '',
    'null',
    '{}',
    '[]',
    '<html>',
    '{"error":{"type":"authentication_error"}}',
    '{"email_address":7}',
  ])('finds no account in %s', (text) => {
    expect(decodeAccount(text)).toBeNull();
  });

  it('lets no text through as a uuid that could change a path', () => {
    for (const uuid of [
      '../x',
      `${ONE}/../..`,
      `${ONE}?x=1`,
      ONE.slice(1),
      ` ${ONE}`,
      7,
      null,
      { toString: () => ONE },
    ]) {
      expect(
        decodeAccount(JSON.stringify({ memberships: [{ organization: { uuid } }] }))?.memberships,
      ).toEqual([]);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => [decodeAccount(text), decodeOrganizations(text)]).not.toThrow();
      }),
    );
  });
});

describe('decodeOrganizations', () => {
  it('keeps the order and drops what has no uuid', () => {
    expect(organizations().map((facts) => facts.name)).toEqual([
      'Private',
      'Console',
      'Works',
      'Private, again',
    ]);
  });

  it.each(['', 'null', '{}', '{"organizations":[]}', '"x"'])('finds no list in %s', (text) => {
    expect(decodeOrganizations(text)).toBeNull();
  });
});

describe('chatOrgs', () => {
  it('hides organizations of the console, and names each other one once', () => {
    expect(chatOrgs(organizations())).toEqual([
      { orgUuid: ONE, name: 'Private', plan: 'Max 5x' },
      { orgUuid: TWO, name: 'Works', plan: 'Team' },
    ]);
  });

  it('fills what one list does not say from the other', () => {
    const facts = {
      orgUuid: THREE,
      name: null,
      capabilities: null,
      rateLimitTier: null,
      ravenType: null,
      seatTier: null,
    };
    const others = [{ ...facts, name: 'Seat', capabilities: ['chat'], seatTier: 'team_standard' }];
    expect(chatOrgs([facts], others)).toEqual([{ orgUuid: THREE, name: 'Seat', plan: 'Team' }]);
    expect(chatOrgs([facts], [{ ...facts, capabilities: ['api'] }])).toEqual([]);
    expect(chatOrgs([], others)).toEqual([]);
  });
});
