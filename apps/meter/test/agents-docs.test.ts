import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'apps', 'meter', 'bin', 'claude-meter.js');
const GUIDE = readFileSync(join(ROOT, 'docs', 'agents.md'), 'utf8');
const run = promisify(execFile);

interface HookFile {
  hooks: Record<string, { hooks: { type: string; command: string }[] }[]>;
}
const FILES = [...GUIDE.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text) as HookFile);
const commandOf = (event: string): string =>
  FILES.flatMap((file) => file.hooks[event] ?? [])[0]?.hooks[0]?.command ?? '';

/** Runs a hook as Claude Code does, with our program on the path. */
async function hook(event: string, port: number): Promise<string> {
  const home = temporaryFolder();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'claude-meter'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(bin, 'claude-meter'), 0o755);
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: home,
    CLAUDE_METER_HOME: join(home, 'state'),
    CLAUDE_METER_PORT: String(port),
  };
  const command = commandOf(event).replace('63762', String(port));
  const { stdout } = await run('sh', ['-c', command], { env });
  return stdout;
}

async function meterAt(percent: number) {
  const meter = await startMeter();
  const resets_at = new Date(Date.now() + 7_500_000).toISOString();
  await meter.post([originalPost({ usage: { five_hour: { utilization: percent, resets_at } } })]);
  return meter;
}

describe('the hooks of the guide', () => {
  it('end a turn before the wall, with a reason', async () => {
    const meter = await meterAt(96);
    expect(JSON.parse(await hook('PreToolUse', meter.port))).toMatchObject({
      continue: false,
      stopReason: expect.stringContaining('Less than 5%'),
    });
  });

  it('are silent while there is room, and when no meter runs', async () => {
    const meter = await meterAt(50);
    for (const event of ['PreToolUse', 'UserPromptSubmit']) {
      expect(await hook(event, meter.port)).toBe('');
      expect(await hook(event, 1)).toBe('');
    }
  });

  it('let the model know when little is left', async () => {
    const meter = await meterAt(88);
    expect(await hook('UserPromptSubmit', meter.port)).toBe('Only 12% of the 5-hour limit is left for 2h.\n');
  });
});
