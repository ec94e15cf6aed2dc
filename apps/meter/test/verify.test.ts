import { statSync } from 'node:fs';
import { join } from 'node:path';
import { VERDICTS, type VerdictId } from '@claude-meter/verify';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_TEXTS } from '../src/cli/exit-codes.ts';
import { askBridge, sha256 } from '../src/verify/ask-bridge.ts';
import { keepLastVerify } from '../src/verify/last-verify.ts';
import { startMeter } from './meter.ts';
import {
  BODY,
  CANARY,
  fileOf,
  harOf,
  NOW,
  ORG,
  OTHER_ORG,
  type Ran,
  runVerify,
  serve,
  serveSnapshots,
  serveTcp,
  snapshot,
  temporaryFolder,
} from './verify-rig.ts';

const FORBIDDEN = '{"type":"error","error":{"type":"permission_error","message":"Invalid authorization"}}';
const MOVED = BODY.replace('42.0', '47.0');

const har = (...requests: Parameters<typeof harOf>[0]) => fileOf(harOf(requests));
/** Step 1 is the export, the bridge serves these snapshots. */
const against = async (port: Promise<number>, text = harOf([{}]), more: Record<string, string> = {}) =>
  runVerify({ har: fileOf(text), ...more }, { port: await port });
/** Step 1 is refused in this way; another request of the export shows that cookies were recorded. */
const refusal = (made: Parameters<typeof harOf>[0][number]) =>
  runVerify({ har: fileOf(harOf([{ at: '2026-11-22T09:00:00Z', body: null }, made])), org: ORG });

/** Every row of the decision table, produced on purpose. */
const ROWS: [what: string, verdict: VerdictId, exit: number, produce: () => Promise<Ran>][] = [
  ['the same bytes', 'exact', 0, () => against(serveSnapshots(snapshot()))],
  [
    'a copied body with a line end more',
    'exact_layout',
    0,
    async () =>
      runVerify({ truth: fileOf(`${BODY}\n`), org: ORG }, { port: await serveSnapshots(snapshot()) }),
  ],
  [
    'a reset that jitters',
    'exact_clock',
    0,
    () => against(serveSnapshots(snapshot({ usage: BODY.replace('00.910731', '01.1') }))),
  ],
  [
    '42.0 printed as 42',
    'reprinted',
    20,
    () => against(serveSnapshots(snapshot({ usage: JSON.stringify(JSON.parse(BODY)) }))),
  ],
  [
    'rounded numbers',
    'rounding',
    20,
    () => against(serveSnapshots(snapshot({ usage: BODY.replace('85.70003930000001', '86') }))),
  ],
  [
    'fractions for percentages',
    'factor_100',
    20,
    () => against(serveSnapshots(snapshot({ usage: BODY.replace('42.0', '0.42') }))),
  ],
  [
    'other numbers of the same minute',
    'different',
    20,
    () => against(serveSnapshots(snapshot({ usage: MOVED }))),
  ],
  [
    'other numbers, more than 60 s older',
    'outdated',
    21,
    () => against(serveSnapshots(snapshot({ usage: MOVED, fetched_at: '2026-11-22T09:59:00.000Z' }))),
  ],
  [
    'other numbers, read long after the export',
    'truth_outdated',
    21,
    () => against(serveSnapshots(snapshot({ usage: MOVED })), harOf([{ at: '2026-11-22T09:50:00Z' }])),
  ],
  ['last-seen data', 'stale', 21, () => against(serveSnapshots(snapshot({ stale: true })))],
  [
    'nobody on the port',
    'bridge_refused',
    5,
    async () => {
      const server = await startMeter();
      await server.stop();
      return against(Promise.resolve(server.port));
    },
  ],
  [
    'a web server of somebody else',
    'bridge_other_program',
    4,
    () => against(serve((_, response) => response.end('<h1>hello</h1>'))),
  ],
  [
    'JSON of somebody else',
    'bridge_other_program',
    4,
    () => against(serve((_, response) => response.end('[1]'))),
  ],
  ['no web server at all', 'bridge_other_program', 4, () => against(serveTcp('220 mail ready\r\n'))],
  [
    'an older server',
    'bridge_old',
    4,
    () =>
      against(
        serve((_, response) =>
          response.writeHead(404, { 'access-control-allow-origin': '*' }).end('not found'),
        ),
      ),
  ],
  [
    'the meter of another user',
    'bridge_denied',
    4,
    () =>
      against(
        serve((_, response) => response.writeHead(403).end('{"error":"Another user of this machine."}')),
      ),
  ],
  ['a meter without data', 'bridge_empty', 6, () => against(startMeter().then((meter) => meter.port))],
  [
    'a session that could not read',
    'bridge_no_body',
    6,
    () => against(serveSnapshots(snapshot({ usage: null, errors: ['Nobody is signed in.'] }))),
  ],
  ['another org', 'other_org', 22, () => against(serveSnapshots(snapshot({ org_uuid: OTHER_ORG })))],
  [
    'another account in the browser',
    'other_account',
    22,
    () => against(serveSnapshots(snapshot({ org_uuid: OTHER_ORG })), harOf([{}], 'grace@example.com')),
  ],
  [
    'another member of the same org',
    'other_account',
    22,
    () => against(serveSnapshots(snapshot()), harOf([{}]), { account: 'grace@example.com' }),
  ],
  [
    'a missing Cookie',
    'truth_missing_cookie',
    23,
    () => refusal({ status: 403, cookie: null, body: FORBIDDEN }),
  ],
  [
    'a missing Referer',
    'truth_missing_referer',
    23,
    () => refusal({ status: 403, referer: null, body: FORBIDDEN }),
  ],
  [
    'a challenge',
    'truth_challenged',
    23,
    () => refusal({ status: 403, answer: [['cf-mitigated', 'challenge']], body: '<html>' }),
  ],
  ['the org of another login', 'truth_wrong_org', 23, () => refusal({ status: 403, body: FORBIDDEN })],
  ['a 403 without a reason', 'truth_forbidden', 23, () => refusal({ status: 403, body: '{}' })],
  ['an ended session', 'truth_signed_out', 23, () => refusal({ status: 401, body: '{}' })],
  ['too many requests', 'truth_rate_limited', 23, () => refusal({ status: 429, body: '{}' })],
  ['a broken claude.ai', 'truth_failed', 23, () => refusal({ status: 503, body: '' })],
  ['a request that was given up', 'truth_no_answer', 23, () => refusal({ status: 0, body: null })],
  ['an export without the request', 'har_no_request', 23, () => runVerify({ har: har() })],
  ['an export of two orgs', 'har_several_orgs', 23, () => runVerify({ har: har({}, { org: OTHER_ORG }) })],
  ['an export of another org', 'har_other_org', 23, () => runVerify({ har: har({}), org: OTHER_ORG })],
  ['an export without bodies', 'har_no_body', 23, () => runVerify({ har: har({ body: null }) })],
  ['half an export', 'har_truncated', 23, () => runVerify({ har: fileOf(harOf([{}]).slice(0, -40)) })],
  ['a body given as an export', 'har_foreign', 23, () => runVerify({ har: fileOf(BODY) })],
  ['an export given as a body', 'not_usage', 23, () => runVerify({ truth: har({}) })],
  ['an error given as a body', 'not_usage', 23, () => runVerify({ truth: fileOf(FORBIDDEN) })],
  ['a preview given as a body', 'body_not_json', 23, () => runVerify({ truth: fileOf('{five_hour: {…}}') })],
  ['a file that is not there', 'truth_unreadable', 23, () => runVerify({ truth: '/nowhere/at/all' })],
  [
    'a file in UTF-16',
    'truth_unreadable',
    23,
    () => runVerify({ truth: fileOf(Buffer.from(`\ufeff${BODY}`, 'utf16le')) }),
  ],
  [
    'a body that could be of two orgs',
    'org_unknown',
    23,
    async () =>
      runVerify(
        { truth: fileOf(BODY) },
        { port: await serveSnapshots(snapshot(), snapshot({ org_uuid: OTHER_ORG })) },
      ),
  ],
  ['a page that draws an older answer', 'page_differs', 24, () => runVerify({ har: har({}), page: '5h=40' })],
  ['a tracker that is right', 'tracker_agrees', 0, () => runVerify({ har: har({}), tracker: '5h=42,7d=86' })],
  [
    'a tracker that is wrong',
    'tracker_differs',
    24,
    () => runVerify({ har: har({}), tracker: '5h=42,7d=31' }),
  ],
  [
    'a tracker that shows fractions',
    'tracker_factor_100',
    24,
    () => runVerify({ har: har({}), tracker: '5h=0.42' }),
  ],
];

describe('claude-meter verify', () => {
  it.each(ROWS)('recognises %s: %s, exit %i', async (_what, verdict, exit, produce) => {
    const ran = await produce();
    expect(ran.exit).toBe(exit);
    expect(Object.keys(EXIT_CODE_TEXTS)).toContain(String(exit));
    expect(ran.lastLine.startsWith(`${VERDICTS[verdict].title}. `)).toBe(true);
    expect(ran.stdout + ran.stderr).not.toContain('canary');
  });

  it.each([
    ['keeps silent', () => serveTcp(null)],
    ['answers without an end', () => serve((_, response) => void response.writeHead(200).write('['))],
  ])('gives up on a program that %s', async (_what, start) => {
    expect(await askBridge(await start(), 50)).toEqual({
      ok: false,
      problem: { kind: 'other_program', error: 'It does not answer like a web server (no answer in time).' },
    });
  });

  it('tells programs the same in one record', async () => {
    const port = await serveSnapshots(snapshot({ usage: MOVED }), snapshot({ org_uuid: OTHER_ORG }));
    const ran = await runVerify({ har: har({}), json: true }, { port });
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.stdout).not.toContain(CANARY);
    expect(ran.report()).toMatchObject({
      checked_at: '2026-11-22T10:00:30.000Z',
      verdict: 'different',
      class: 'differs',
      exit_code: 20,
      truth: {
        from: 'har',
        org_uuid: ORG,
        at: '2026-11-22T10:00:29.900Z',
        bytes: BODY.length,
        sha256: sha256(BODY),
      },
      truth_problem: null,
      bridge: {
        orgs: [{ org_uuid: ORG }, { org_uuid: OTHER_ORG }],
        browser: 'Chrome',
        source: 'extension',
        account_email: 'ada@example.com',
        age_ms: 20_000,
        lag_ms: 19_900,
        stale: false,
        sha256: sha256(MOVED),
      },
      comparison: {
        sameness: 'different',
        values: [
          { path: 'five_hour.utilization', served: '42.0', shown: '47.0', relation: 'different' },
          { path: 'five_hour.resets_at', relation: 'identical' },
          { path: 'seven_day.utilization', served: '85.70003930000001', relation: 'identical' },
          { path: 'seven_day.resets_at', served: 'null', shown: 'null', relation: 'identical' },
        ],
      },
    });
  });

  it('shows a person the three columns, and the verdict in the last line', async () => {
    const ran = await against(serveSnapshots(snapshot({ usage: MOVED })));
    expect(ran.stdout.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')).toMatchInlineSnapshot(`
      "Step 1: what claude.ai served
        DevTools export, org d03d2d69-0000-4000-8000-000000000001
        answered at 2026-11-22 10:00:29 +00:00, 144 bytes, sha256 4ef449f6334e…
        The export holds cookies: delete it when you are done. Nothing of them is shown or kept here.

      Step 2: what the bridge serves
        http://127.0.0.1:PORT/snapshots/d03d2d69-0000-4000-8000-000000000001/usage
        Chrome (extension), ada@example.com
        fetched 2026-11-22 10:00:10 +00:00, 20s ago
        144 bytes, sha256 d9425cab96d9…: not identical to step 1

        value                  DevTools showed                   the bridge serves                 how they relate
        five_hour.utilization  42.0                              47.0                              different
        five_hour.resets_at    2026-11-22T12:00:00.910731+00:00  2026-11-22T12:00:00.910731+00:00  same text
        seven_day.utilization  85.70003930000001                 85.70003930000001                 same text
        seven_day.resets_at    null                              null                              same text

      Not what claude.ai served. The bridge holds other values, and neither age, nor org, nor rounding, nor scale explains it. Reload the settings page with DevTools open, capture step 1 again and verify within a minute. If it stays, what serves this port does not read what the settings page reads.
      "
    `);
  });

  it('fits into a narrow terminal without hiding how the values relate', async () => {
    const port = await serveSnapshots(snapshot({ usage: MOVED }));
    const ran = await runVerify({ har: har({}) }, { port, columns: 72 });
    const table = ran.stdout.split('\n').filter((line) => /^ {2}(?:five|seven)_/.test(line));
    expect(table).toHaveLength(4);
    expect(table[0]).toMatch(/42\.0 +47\.0 +different$/);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('shows every value when asked to', async () => {
    const usage = `{"limits":[],${BODY.slice(1)}`;
    const port = await serveSnapshots(snapshot({ usage }));
    const shown = async (all: boolean) =>
      (await runVerify({ har: har({ body: usage }), all }, { port })).stdout.includes('limits  ');
    expect([await shown(false), await shown(true)]).toEqual([false, true]);
  });

  it('takes the body from standard input, and its org from a bridge that holds one', async () => {
    const port = await serveSnapshots(snapshot());
    expect((await runVerify({ truth: '-' }, { port, stdin: BODY })).exit).toBe(0);
    expect((await runVerify({ har: '-' }, { port, stdin: harOf([{}]) })).exit).toBe(0);
  });

  it('compares with the row that it names, not with a newer one of another browser', async () => {
    const newer = snapshot({ browser: 'Firefox', usage: MOVED, account_email: 'grace@example.com' });
    const port = await serveSnapshots(newer, snapshot({ fetched_at: '2026-11-22T10:00:01.000Z' }));
    const ran = await runVerify({ har: fileOf(harOf([{}], 'ada@example.com')) }, { port });
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('Chrome (extension), ada@example.com');
  });

  it('agrees with a real meter, to the byte, for white space and numbers of every kind', async () => {
    const body = `{ "five_hour" : {"utilization": 1e2, "x": -0, "y": 12345678901234567890, "z": 85.70003930000001},\n "seven_day": null }\n`;
    const meter = await startMeter();
    await meter.post([
      {
        org_uuid: ORG,
        browser: 'extension',
        fetched_at: new Date().toISOString(),
        usage_text: body,
        errors: [],
      },
    ]);
    const at = new Date().toISOString();
    const ran = await runVerify({ har: har({ body, at }), json: true }, { port: meter.port, now: Date.now });
    expect(ran.report()).toMatchObject({ verdict: 'exact', bridge: { sha256: sha256(body) } });
  });

  it('takes orders away from strings that would move the cursor', async () => {
    const evil = 'evil\u001b[2J\u0007@example.com';
    const ran = await against(serveSnapshots(snapshot({ account_email: evil, errors: [evil], usage: null })));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: -- these are what must not come out
    expect(ran.stdout).not.toMatch(/[\u001b\u0007]/);
  });
});

describe('what a comparison leaves behind', () => {
  it('is one small record that only this user can read', async () => {
    const ran = await against(serveSnapshots(snapshot()));
    expect(ran.kept()).toEqual({
      at: '2026-11-22T10:00:30.000Z',
      org: ORG,
      verdict: 'exact',
      sha256: sha256(BODY),
    });
  });

  it.each([
    ['a step 1 that could not be read', () => runVerify({ truth: '/nowhere' })],
    ['a tracker', () => runVerify({ har: har({}), tracker: '5h=42' })],
    ['a bridge that is not there', () => runVerify({ har: har({}) }, { port: 1 })],
  ])('is nothing for %s', async (_what, produce) => {
    expect((await produce()).kept()).toBeNull();
  });

  it('is 0600, and says so when it cannot be kept', async () => {
    const home = join(temporaryFolder(), 'home');
    const check = {
      at: NOW,
      verdict: { id: 'exact' },
      truth: { ok: true, truth: { orgUuid: ORG } },
      truthSha256: 'ab',
      bridge: { comparison: { sameness: 'bytes', values: [] } },
    } as unknown as Parameters<typeof keepLastVerify>[1];
    expect(keepLastVerify(home, check)).toBeNull();
    expect(statSync(join(home, 'last-verify.json')).mode & 0o777).toBe(0o600);
    expect(keepLastVerify(join(home, 'last-verify.json'), check)).toContain(
      'is a link or a file, not a folder',
    );
  });
});

describe('claude-meter verify --watch', () => {
  it('reads step 1 again each time, keeps a tally and ends with the newest failure', async () => {
    const port = await serveSnapshots(snapshot());
    const good = await runVerify({ har: har({}), watch: true, every: '1ms', times: '3' }, { port });
    expect(good.exit).toBe(0);
    expect(good.lastLine).toBe('  3 checks: exact 3');
    const bad = await runVerify(
      { har: har({}), watch: true, every: '1ms', times: '2', page: '5h=1' },
      { port },
    );
    expect(bad.exit).toBe(24);
    expect(bad.lastLine).toBe('  2 checks: page_differs 2');
  });

  it('prints a record per check and the tally last for programs', async () => {
    const port = await serveSnapshots(snapshot());
    const ran = await runVerify(
      { har: har({}), watch: true, every: '1ms', times: '2', json: true },
      { port },
    );
    const records = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map((record) => record.verdict)).toEqual(['exact', 'exact', undefined]);
    expect(records[2]).toEqual({ tally: { checks: 2, counts: { exact: 2 } } });
  });

  it('ends at once when it is stopped', async () => {
    const ran = await runVerify({ har: har({}), watch: true }, { stop: AbortSignal.abort() });
    expect([ran.exit, ran.lastLine]).toEqual([0, '  0 checks']);
  });
});
