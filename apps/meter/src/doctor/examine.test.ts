import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { plainSnapshot } from '../../../../packages/core/test/plain-snapshot.ts';
import { describeFinding } from '../collect/cookies/describe-finding.ts';
import type { FindingDetail } from '../collect/cookies/session.ts';
import type { SourcesStatus } from '../collect/own-sources.ts';
import { findingStatus, type SessionStatus } from '../collect/session-status.ts';
import type { Check } from './check.ts';
import { examine } from './examine.ts';
import type { Facts, RunningMeter } from './facts.ts';
import { redact } from './redact.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const ago = (ms: number) => new Date(NOW - ms).toISOString();

function row(given: Partial<Snapshot> = {}): Snapshot {
  return plainSnapshot(ago(20_000), given);
}

const SESSION: SessionStatus = {
  browser: 'Firefox',
  profile: 'x.default',
  container: null,
  instance: 'cookies-1',
  orgs: 2,
  last_poll_at: ago(30_000),
  problem: null,
  failures: 0,
  waiting_until: null,
  errors: [],
};

function sources(
  given: Partial<SourcesStatus['cookies']> = {},
  over: Partial<SourcesStatus> = {},
): SourcesStatus {
  return {
    config_error: null,
    cookies: {
      on: true,
      plan: { poll: false, why: 'covered' },
      last_poll_at: null,
      sessions: [],
      findings: [],
      trouble: null,
      ...given,
    },
    oauth: { on: false, login: null, last_request_at: null, problem: null, waiting_until: null, error: null },
    passive: { on: true, cached_at: null },
    ...over,
  };
}

function meter(given: Partial<RunningMeter> = {}): RunningMeter {
  const none = { orgs: 0, last_report_at: null };
  return {
    kind: 'running',
    health: {
      ok: true,
      name: 'claude-meter',
      version: '0.1.0',
      pid: 7,
      started_at: ago(60 * MINUTE),
      sources: {
        extension: { orgs: 1, last_report_at: ago(20_000) },
        cookies: none,
        oauth: none,
        statusline: none,
        import: none,
      },
      store_trouble: null,
      transcripts: { state: 'off', progress: null, updated_at: null, unreadable: 0, trouble: null },
      hints: [],
    },
    sources: sources(),
    timeline: [],
    snapshots: [row()],
    ...given,
  };
}

const WELL: Facts = {
  now: NOW,
  port: 63762,
  meter: meter(),
  configError: null,
  ownFetch: true,
  findings: [],
  service: null,
  statusline: 'installed',
  extensionFolder: '/opt/extension',
};
const silent = (given: Partial<RunningMeter>): Facts => {
  const well = meter(given);
  const health = {
    ...well.health,
    sources: { ...well.health.sources, extension: { orgs: 0, last_report_at: null } },
  };
  return { ...WELL, meter: { ...well, health } };
};
const limited: SessionStatus = {
  ...SESSION,
  problem: { kind: 'rate_limited', status: 429, retry_at: ago(-MINUTE) },
  failures: 3,
  waiting_until: ago(-MINUTE),
  errors: [
    'claude.ai is being asked too often (HTTP 429). The last numbers stay, and ClaudeMeter waits before it asks again.',
  ],
};
const found = (detail: FindingDetail) =>
  findingStatus(
    describeFinding(
      { browser: 'Chromium', profile: 'Default', container: null, path: '/home/ada/Cookies' },
      detail,
    ),
  );

const todos = (facts: Facts): string[] =>
  examine(facts)
    .filter(({ state }) => state === 'todo')
    .map(({ area, says, advice }) => `${area}: ${says} → ${advice}`);

describe('doctor', () => {
  it('has nothing to do when all is well', () => {
    expect(examine(WELL).map(({ area, state }) => `${area} ${state}`)).toEqual([
      'meter ok',
      'numbers ok',
      'extension ok',
      'own path ok',
      'statusline ok',
      'transcripts note',
      'oauth note',
    ]);
  });

  it.each<[string, Facts, RegExp]>([
    [
      'no meter runs',
      { ...WELL, meter: { kind: 'not_running', error: 'No meter answers.' } },
      /^meter: No meter answers\. → Start it with "claude-meter run"\.$/,
    ],
    [
      'a stranger holds the port',
      { ...WELL, meter: { kind: 'stranger', error: 'What answers is no meter.' } },
      /^meter: .+ → .+CLAUDE_METER_PORT/,
    ],
    [
      'the history cannot be written',
      { ...WELL, meter: meter({ health: { ...meter().health, store_trouble: 'The disk is full.' } }) },
      /^history: The disk is full\./,
    ],
    [
      'the settings cannot be understood',
      { ...WELL, configError: 'x is no object.' },
      /^settings: x is no object\./,
    ],
    [
      'the extension fell silent and nobody took over',
      { ...WELL, meter: meter({ snapshots: [row({ stale: true, errors: ['Sign in.'] })] }) },
      /^numbers: 1 of 1 account not fresh\. Sign in\./,
    ],
    [
      'nothing was ever delivered',
      silent({ snapshots: [] }),
      /^numbers: No session has delivered anything yet/,
    ],
    [
      'no extension was ever there',
      silent({ snapshots: [] }),
      /^extension: .+ → Load the extension from \/opt\/extension/,
    ],
    [
      'the own path cannot save',
      { ...WELL, meter: meter({ sources: sources({ trouble: 'ENOSPC' }) }) },
      /^own path: ENOSPC/,
    ],
    [
      'the transcripts cannot be indexed',
      {
        ...WELL,
        meter: meter({
          health: {
            ...meter().health,
            transcripts: {
              state: 'failed',
              progress: null,
              updated_at: null,
              unreadable: 0,
              trouble: 'The disk is full.',
            },
          },
        }),
      },
      /^transcripts: The disk is full\. → Make room/,
    ],
    [
      'a session is told to wait',
      { ...WELL, meter: meter({ sources: sources({ sessions: [limited] }) }) },
      /^Firefox: x\.default: claude\.ai is being asked too often \(HTTP 429\)\. .+ Not asked again before 2026-11-22T12:01:00\.000Z \(3 failures in a row\)\. → /,
    ],
    [
      'OAuth has no login',
      {
        ...WELL,
        meter: meter({
          sources: sources({}, { oauth: { ...sources().oauth, on: true, error: 'Nobody is logged in.' } }),
        }),
      },
      /^oauth: Nobody is logged in\./,
    ],
  ])('says what to do when %s', (_name, facts, words) => {
    expect(todos(facts)).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });

  it.each<[FindingDetail, Check['state']]>([
    [{ kind: 'session', instance: 'i', names: ['sessionKey'], omitted: 0 }, 'ok'],
    [{ kind: 'no_claude_cookies' }, 'note'],
    [{ kind: 'anonymous' }, 'note'],
    [{ kind: 'key_not_asked', keyStore: 'secret_service' }, 'note'],
    [{ kind: 'expired', expiredAt: NOW }, 'todo'],
    [{ kind: 'key_locked', keyStore: 'secret_service' }, 'todo'],
    [{ kind: 'key_missing', keyStore: 'keyring' }, 'todo'],
    [{ kind: 'key_denied', keyStore: 'keychain' }, 'todo'],
    [{ kind: 'key_timeout', keyStore: 'kwallet' }, 'todo'],
    [{ kind: 'key_failed', keyStore: 'keyring', reason: 'no session bus' }, 'todo'],
    [{ kind: 'key_wrong', keyStore: null }, 'todo'],
    [{ kind: 'app_bound' }, 'todo'],
    [{ kind: 'scheme_unknown', scheme: 'v12' }, 'todo'],
    [{ kind: 'in_use', code: 'EBUSY' }, 'todo'],
    [{ kind: 'unreadable', code: 'EACCES' }, 'todo'],
    [{ kind: 'half_written', code: 'SQLITE_CORRUPT' }, 'todo'],
    [{ kind: 'schema_unknown', version: 99, missing: ['host_key'] }, 'todo'],
  ])('finding %j', (detail, state) => {
    const facts: Facts = { ...WELL, meter: { kind: 'not_running', error: 'No.' }, findings: [found(detail)] };
    const check = examine(facts).find(({ area }) => area === 'Chromium');
    expect(check?.state).toBe(state);
    expect(check?.says).toContain('Chromium, profile "Default"');
    if (state === 'todo') expect(check?.advice).toMatch(/\.$/);
  });

  it('tells how often two sources disagreed in the last day, and what settles it', () => {
    const event = {
      kind: 'divergence',
      org_uuid: 'o',
      source: 'cookies',
      browser: 'Chrome',
      detail: 'five_hour: 43 here',
    } as const;
    const timeline = [
      { ...event, at: NOW - MINUTE },
      { ...event, at: NOW - 2 * MINUTE },
      { ...event, at: NOW - 25 * 60 * MINUTE },
    ];
    const check = examine({ ...WELL, meter: meter({ timeline }) }).find(({ area }) => area === 'agreement');
    expect(check).toMatchObject({
      state: 'note',
      says: 'Two sources disagreed 2 times in the last day, last 1m ago (five_hour: 43 here).',
      advice: 'Run "claude-meter verify" to see which one is right.',
    });
  });
});

describe('redact', () => {
  it.each([
    ['ada.l+x@mail.example.co said', '(e-mail) said'],
    ['org D03D2D69-0000-4000-8000-000000000001.', 'org (organization).'],
    ['{"brand":"visa","last4": "4242"}', '{"brand":"visa","last4": "(card)"}'],
    ['Bearer sk-ant-oat01-x_y-z', 'Bearer (secret)'],
    ['"/home/ada/.config/chromium/Cookies"', '"~/.config/chromium/Cookies"'],
    ['42% at 127.0.0.1:63762', '42% at 127.0.0.1:63762'],
  ])('%s', (text, clean) => {
    expect(redact(text, '/home/ada')).toBe(clean);
  });
});
