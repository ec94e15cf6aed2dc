import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMeter, temporaryFolder } from '../../test/meter.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'claude-meter.js');
const ORG = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';
const RESET = Math.floor(Date.now() / 1000) + 9000;

let user: string;
let home: string;

beforeEach(() => {
  user = temporaryFolder();
  home = join(user, 'home');
  mkdirSync(join(user, '.claude'));
  mkdirSync(home, { mode: 0o700 });
  const oauthAccount = { organizationUuid: ORG, emailAddress: 'ada@example.com' };
  writeFileSync(join(user, '.claude.json'), JSON.stringify({ oauthAccount }));
});

const told = (over: Record<string, unknown> = {}) =>
  JSON.stringify({
    session_id: 's',
    model: { id: 'claude-opus-4-8', display_name: 'Opus 4.8' },
    rate_limits: { five_hour: { used_percentage: 42, resets_at: RESET } },
    ...over,
  });
/** `42.0` as it comes; a program of ours must not print it again. */
const VERBATIM = told().replace('"used_percentage":42', '"used_percentage":42.0');

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command; `input` null leaves standard input open. */
async function run(input: string | null, port: number, args: string[] = []): Promise<Ran> {
  const child = spawn(process.execPath, [PROGRAM, 'statusline', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: user,
      CLAUDE_METER_HOME: home,
      CLAUDE_METER_PORT: String(port),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    out.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    out.stderr += chunk.toString();
  });
  child.stdin.on('error', () => {});
  if (input !== null) child.stdin.end(input);
  [out.code] = (await once(child, 'close')) as [number | null];
  return out;
}

function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';
  } catch {
    return 'gone';
  }
}

const NOBODY = 1;

describe('the line', () => {
  it.each<[string, string, string]>([
    ['model and windows', told(), 'Opus 4.8 · 5h 42% 2h'],
    ['no windows yet, no meter', told({ rate_limits: undefined }), 'Opus 4.8'],
    ['no model', told({ model: null }), '5h 42% 2h'],
    [
      'an epoch for a percentage',
      told({ rate_limits: { five_hour: { used_percentage: RESET } } }),
      'Opus 4.8',
    ],
    ['no JSON', 'what?', 'ClaudeMeter'],
    ['nothing', '', 'ClaudeMeter'],
    ['escape characters', told({ model: { display_name: '\x1b[31mOpus\x07' } }), '[31mOpus · 5h 42% 2h'],
  ])('%s', async (_name, input, line) => {
    expect(await run(input, NOBODY)).toEqual({ code: 0, stdout: `${line}\n`, stderr: '' });
  });

  it('takes the numbers of the meter while Claude Code has none', async () => {
    const meter = await startMeter();
    await meter.post([
      {
        org_uuid: ORG,
        fetched_at: new Date().toISOString(),
        usage: { five_hour: { utilization: 12 }, seven_day: { utilization: 71.4 } },
      },
    ]);
    const { stdout } = await run(told({ rate_limits: undefined }), meter.port);
    expect(stdout).toBe('Opus 4.8 · 5h 12% · 7d 71%\n');
  });

  it('does not wait for an input that never ends', async () => {
    expect(await run(null, NOBODY)).toEqual({ code: 0, stdout: 'ClaudeMeter\n', stderr: '' });
  });

  it('does not wait for a meter that never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => void silent.close());
    const port = (silent.address() as AddressInfo).port;
    expect(await run(told({ rate_limits: undefined }), port)).toMatchObject({
      code: 0,
      stdout: 'Opus 4.8\n',
    });
    expect(await run(told(), port)).toMatchObject({ code: 0, stdout: 'Opus 4.8 · 5h 42% 2h\n' });
  });
});

describe('what the meter is told', () => {
  it('is the numbers as they came, under the organization of Claude Code, as old as the transcript', async () => {
    const meter = await startMeter();
    const transcript = join(user, 't.jsonl');
    writeFileSync(transcript, '{}');
    const written = Date.now() / 1000 - 60;
    utimesSync(transcript, written, written);
    const input = VERBATIM.replace(
      '{"session_id"',
      `{"transcript_path":${JSON.stringify(transcript)},"session_id"`,
    );
    await run(input, meter.port);
    const [row] = await meter.snapshots();
    expect(row).toMatchObject({
      org_uuid: ORG,
      source: 'statusline',
      browser: 'Claude Code',
      account_email: 'ada@example.com',
      stale: false,
      limits: [{ id: 'five_hour', percent: 42, resets_at: new Date(RESET * 1000).toISOString() }],
    });
    expect(Math.round(Date.parse(String(row?.['fetched_at'])) / 1000)).toBe(Math.round(written));
    expect(await (await meter.get('/snapshots')).text()).toContain('"used_percentage":42.0');
  });

  it('is never passed off as a body of claude.ai', async () => {
    const meter = await startMeter();
    await run(told(), meter.port);
    expect((await meter.get(`/snapshots/${ORG}/usage`)).status).toBe(404);
  });

  it.each<[string, () => void]>([
    ['nobody is logged in to Claude Code', () => writeFileSync(join(user, '.claude.json'), '{}')],
    ['Claude Code’s file is half written', () => writeFileSync(join(user, '.claude.json'), '{"oauth')],
    [
      'the source is switched off',
      () => writeFileSync(join(home, 'config.json'), '{"sources":{"statusline":false}}'),
    ],
  ])('is nothing when %s', async (_name, prepare) => {
    prepare();
    const meter = await startMeter({ home });
    expect(await run(told(), meter.port)).toMatchObject({ code: 0, stdout: 'Opus 4.8 · 5h 42% 2h\n' });
    expect(await meter.snapshots()).toEqual([]);
  });
});

describe('the status line that was there before', () => {
  const settings = () => join(user, '.claude', 'settings.json');
  const before = (command: string) => {
    writeFileSync(settings(), JSON.stringify({ statusLine: { type: 'command', command } }));
  };

  it('is run with the same input and printed below; uninstall puts it back', async () => {
    before('printf "theirs: %s" "$(wc -c)"');
    const text = readFileSync(settings(), 'utf8');
    const installed = await run('', NOBODY, ['install']);
    expect(installed.stdout).toContain('- "statusLine": {"type":"command"');
    expect(installed.stdout).toContain('+ "statusLine": {"type":"command"');
    expect(await run(told(), NOBODY)).toMatchObject({
      code: 0,
      stdout: `Opus 4.8 · 5h 42% 2h\ntheirs: ${told().length}`,
    });
    expect(await run('', NOBODY, ['uninstall'])).toMatchObject({ code: 0 });
    expect(readFileSync(settings(), 'utf8')).toBe(text);
  });

  it('that hangs is ended with all that it started, and ours stays', async () => {
    before(`echo early; sleep 60 & echo $! > ${join(user, 'pid')}; wait`);
    await run('', NOBODY, ['install']);
    expect(await run(told(), NOBODY)).toMatchObject({ code: 0, stdout: 'Opus 4.8 · 5h 42% 2h\nearly\n' });
    const pid = Number(readFileSync(join(user, 'pid'), 'utf8'));
    // Gone, or dead and waiting for whoever has inherited it.
    expect(stateOf(pid)).toMatch(/^(gone|Z|X)$/);
  });

  it('that fails says nothing', async () => {
    before('echo trouble >&2; exit 3');
    await run('', NOBODY, ['install']);
    expect(await run(told(), NOBODY)).toEqual({ code: 0, stdout: 'Opus 4.8 · 5h 42% 2h\n', stderr: '' });
  });

  it('is run by what install wrote, in a shell', async () => {
    await run('', NOBODY, ['install']);
    const { statusLine } = JSON.parse(readFileSync(settings(), 'utf8')) as {
      statusLine: { command: string };
    };
    const child = spawn('sh', ['-c', statusLine.command], {
      env: { HOME: user, CLAUDE_METER_HOME: home, CLAUDE_METER_PORT: String(NOBODY) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let line = '';
    child.stdout.on('data', (chunk: Buffer) => {
      line += chunk.toString();
    });
    child.stdin.end(told());
    await once(child, 'close');
    expect(line).toBe('Opus 4.8 · 5h 42% 2h\n');
  });

  it('a settings file that is no JSON is left alone, with exit code 1', async () => {
    writeFileSync(settings(), '{ // mine\n}');
    const ran = await run('', NOBODY, ['install']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('is not JSON');
    expect(readFileSync(settings(), 'utf8')).toBe('{ // mine\n}');
  });
});
