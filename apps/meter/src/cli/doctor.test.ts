import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { originalPost, startMeter, temporaryFolder } from '../../test/meter.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'claude-meter.js');

let user: string;

beforeEach(() => {
  user = temporaryFolder();
});

async function run(args: string[], port: number, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: user,
      CLAUDE_METER_HOME: join(user, 'state'),
      CLAUDE_METER_PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const NOBODY = 1;

describe('claude-meter doctor', () => {
  it('looks itself where no meter runs, finds a damaged store, and ends with 1', async () => {
    const profile = join(user, '.config', 'chromium', 'Default');
    mkdirSync(profile, { recursive: true });
    writeFileSync(join(profile, 'Cookies'), Buffer.alloc(4096, 'SQLite format 3 no more'));
    const { code, stdout } = await run(['doctor'], NOBODY);
    expect(code).toBe(1);
    expect(stdout).toContain('! meter       No meter answers at 127.0.0.1:1');
    expect(stdout).toMatch(/! Chromium +Chromium, profile "Default": the cookie store/);
    expect(stdout).toMatch(/\d things to do \(!\)\.\n$/);
  });

  it('does not look where it was told not to', async () => {
    mkdirSync(join(user, '.config', 'chromium', 'Default'), { recursive: true });
    writeFileSync(join(user, '.config', 'chromium', 'Default', 'Cookies'), 'junk');
    const off = await run(['doctor'], NOBODY, { CLAUDE_METER_OWN_FETCH: 'off' });
    expect(off.stdout).not.toContain('Chromium');
    await run(['config', 'set', 'browsers.Chromium', 'off'], NOBODY);
    expect((await run(['doctor'], NOBODY)).stdout).not.toContain('Chromium');
  });

  it('is content with a meter that an extension feeds, names nobody, and ends with 0', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    const { code, stdout } = await run(['doctor', '--json'], meter.port);
    const answer = JSON.parse(stdout) as { todo: number; checks: { area: string; state: string }[] };
    expect([code, answer.todo]).toEqual([0, 0]);
    expect(answer.checks.map(({ area, state }) => `${area} ${state}`)).toEqual([
      'meter ok',
      'numbers ok',
      'extension ok',
      'own path note',
      'service note',
      'statusline note',
      'transcripts note',
    ]);
    expect(stdout).not.toMatch(/you@example\.com|d03d2d69/);
  });
});

describe('claude-meter refresh', () => {
  it('says how to start a meter where none runs, and ends with 5', async () => {
    const { code, stderr } = await run(['refresh'], NOBODY);
    expect([code, stderr]).toEqual([5, expect.stringContaining('claude-meter run')]);
  });

  it('says so when the meter may not ask, and ends with 1', async () => {
    const meter = await startMeter();
    const { code, stderr } = await run(['refresh'], meter.port);
    expect([code, stderr]).toEqual([1, expect.stringContaining('CLAUDE_METER_OWN_FETCH=off')]);
  });
});

describe('claude-meter config', () => {
  it('changes a switch, shows it, and says what it did not understand', async () => {
    expect(await run(['config', 'get', 'sources.oauth'], NOBODY)).toMatchObject({ code: 0, stdout: 'off\n' });
    expect(await run(['config', 'set', 'SOURCES.OAUTH', 'ON'], NOBODY)).toMatchObject({
      code: 0,
      stdout: 'sources.oauth on\n',
    });
    expect((await run(['config', 'list'], NOBODY)).stdout).toMatch(/sources\.oauth +on .+\(default off\)/);
    const mistakes = [
      ['get', 'sources.outh', 'Did you mean "sources.oauth"?'],
      ['set', 'sources.oauth', 'is on or off, not ""'],
      ['set', 'sources.oauth', 'maybe', 'is on or off, not "maybe"'],
      ['list', 'sources.oauth', 'takes no key'],
      ['get', 'Which key?'],
    ];
    for (const [action = '', ...rest] of mistakes) {
      const words = rest.pop() ?? '';
      const { code, stderr } = await run(['config', action, ...rest], NOBODY);
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});
