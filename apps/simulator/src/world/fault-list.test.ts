import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { createFaultList, type FaultTarget, scriptedFault } from './fault-list.ts';

const usage: FaultTarget = {
  endpoint: 'usage',
  isApi: true,
  org: 'org-1',
  account: 'ada@example.com',
  session: 's1',
};
const hang: Pick<Fault, 'answer'> = { answer: { kind: 'hang' } };

describe('a fault', () => {
  it.each<[string, Partial<Fault>, Partial<FaultTarget>, boolean]>([
    ['without an aim hits any API endpoint', {}, { endpoint: 'account', org: null }, true],
    ['without an aim spares the pages', {}, { endpoint: 'login', isApi: false }, false],
    ['for an endpoint hits it', { endpoint: 'usage' }, {}, true],
    ['for an endpoint spares another', { endpoint: 'account' }, {}, false],
    ['for a page hits it', { endpoint: 'login' }, { endpoint: 'login', isApi: false }, true],
    ['for an org hits it', { org: 'org-1' }, {}, true],
    ['for an org spares another', { org: 'org-2' }, {}, false],
    ['for an account hits it', { account: 'ada@example.com' }, {}, true],
    ['for an account spares strangers', { account: 'ada@example.com' }, { account: null }, false],
    ['for a session hits it', { session: 's1' }, {}, true],
    ['for a session spares another', { session: 's2' }, {}, false],
  ])('%s', (_, aim, target, hits) => {
    const list = createFaultList();
    list.add({ ...aim, ...hang });
    expect(list.take({ ...usage, ...target }) !== undefined).toBe(hits);
  });

  it('with times is used up by as many requests, and lets the next fault through', () => {
    const list = createFaultList();
    list.add({ ...hang, times: 2 });
    list.add({ answer: { kind: 'challenge' } });
    const kinds = [1, 2, 3, 4].map(() => list.take(usage)?.answer.kind);
    expect(kinds).toEqual(['hang', 'hang', 'challenge', 'challenge']);
    expect(list.list()).toEqual([{ answer: { kind: 'challenge' } }]);
  });

  it('is not used up by requests that it does not hit', () => {
    const list = createFaultList();
    list.add({ ...hang, endpoint: 'account', times: 1 });
    list.take(usage);
    expect(list.list()).toHaveLength(1);
  });

  it.each([
    [2.9, false],
    [3, true],
    [4.9, true],
    [5, false],
  ])('that is scripted from minute 3 to 5 holds at minute %d: %s', (minute, holds) => {
    const scripted = scriptedFault([{ fromMinute: 3, untilMinute: 5, fault: hang }], minute, usage);
    expect(scripted !== undefined).toBe(holds);
  });
});
