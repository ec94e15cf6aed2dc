import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHook, type HookInput, hookInput } from './hook.ts';
import { runLimited } from './run-limited.ts';

let folder: string;
let ending: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-hook-'));
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  rmSync(folder, { recursive: true, force: true });
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const input = hookInput(
  {
    id: 'x',
    kind: 'limit',
    orgUuid: 'org-a',
    limitId: 'five_hour',
    percent: 91.25,
    threshold: 90,
    account: "o'neil@example.com",
    title: '5-hour: over 90% used',
    body: '$(touch gone) · resets in 2h',
    until: Date.parse('2026-11-22T14:00:00Z'),
  },
  { at: Date.parse('2026-11-22T12:00:00Z'), quiet: false },
);

describe('a hook', () => {
  it('reads each notice as JSON on its standard input, one after the other', async () => {
    const file = join(folder, 'heard');
    const script = `cat >> ${JSON.stringify(file)}`;
    const hook = createHook({ command: () => ['sh', '-c', script], signal: ending.signal });
    void hook.run(input);
    void hook.run({ ...input, title: 'second' });
    await until(() => expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3));
    const heard = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as HookInput);
    expect(heard).toEqual([input, { ...input, title: 'second' }]);
    expect(heard[0]).toEqual({
      kind: 'limit',
      title: '5-hour: over 90% used',
      body: '$(touch gone) · resets in 2h',
      account: "o'neil@example.com",
      org_uuid: 'org-a',
      limit_id: 'five_hour',
      percent: 91.25,
      threshold: 90,
      until: '2026-11-22T14:00:00.000Z',
      at: '2026-11-22T12:00:00.000Z',
      quiet: false,
    });
    await until(() => expect(hook.last()).toEqual({ kind: 'done' }));
  });

  it('is ended with all it started when it takes too long', async () => {
    const file = join(folder, 'pid');
    const script = `sleep 60 & echo $! > ${file}; wait`;
    const hook = createHook({ command: () => ['sh', '-c', script], signal: ending.signal, limitMs: 300 });
    void hook.run(input);
    await until(() => expect(hook.last()).toEqual({ kind: 'timed_out' }));
    const pid = Number(readFileSync(file, 'utf8'));
    await until(() => expect(() => process.kill(pid, 0)).toThrow());
  });

  it('ends with the meter', async () => {
    const file = join(folder, 'pid');
    const hook = createHook({
      command: () => ['sh', '-c', `echo $$ > ${file}; sleep 60`],
      signal: ending.signal,
    });
    void hook.run(input);
    await until(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toContain('\n'));
    ending.abort();
    await until(() => expect(() => process.kill(Number(readFileSync(file, 'utf8')), 0)).toThrow());
  });

  it('does nothing where none is set', () => {
    const hook = createHook({ command: () => null, signal: ending.signal });
    void hook.run(input);
    expect(hook.last()).toBeNull();
  });
});

describe('runLimited', () => {
  it.each<[string, readonly [string, ...string[]], unknown]>([
    ['tells of success', ['true'], { kind: 'done' }],
    [
      'tells of failure with its last words',
      ['sh', '-c', 'echo why >&2; exit 3'],
      { kind: 'failed', code: 3, lastWords: 'why' },
    ],
    [
      'tells of what cannot be started',
      ['/nowhere/at/all'],
      { kind: 'not_started', reason: expect.stringContaining('ENOENT') },
    ],
  ])('%s', async (_, command, result) => {
    expect(await runLimited(command, { limitMs: 5_000, input: 'x'.repeat(1_000_000) })).toEqual(result);
  });
});
