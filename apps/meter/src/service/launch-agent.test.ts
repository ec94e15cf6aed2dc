import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launchAgent } from './launch-agent.ts';

/** A reader of property lists that somebody else wrote; it refuses what is not well-formed. */
const READER = `
import json, plistlib, sys
print(json.dumps([plistlib.loads(text.encode()) for text in json.load(sys.stdin)]))
`;
const readable = spawnSync('python3', ['-c', 'import plistlib']).status === 0;
if (!readable) console.warn('Launch agents are not read back: python3 is not installed.');

function readAll(texts: readonly string[]): Record<string, unknown>[] {
  const { stdout, stderr } = spawnSync('python3', ['-c', READER], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

describe('launchAgent', () => {
  it('begins with the mark that uninstall looks for', () => {
    const [, mark] = launchAgent({ argv: ['/x'], env: {} }, '/log').split('\n');
    expect(mark).toBe(
      '<!-- Written by "claude-meter service install"; "claude-meter service uninstall" takes it away. -->',
    );
  });

  it.runIf(readable)('says to launchd what is meant', () => {
    const program = {
      argv: ['/usr/local/bin/node', '/opt/a & b/claude-meter.cjs'],
      env: { A: '<1>' },
    } as const;
    expect(readAll([launchAgent(program, '/Users/me/service.log')])).toEqual([
      {
        Label: 'claude-meter',
        ProgramArguments: ['/usr/local/bin/node', '/opt/a & b/claude-meter.cjs', 'run'],
        EnvironmentVariables: { A: '<1>' },
        RunAtLoad: true,
        KeepAlive: { SuccessfulExit: false },
        ThrottleInterval: 60,
        LimitLoadToSessionType: 'Aqua',
        ProcessType: 'Interactive',
        Umask: 63,
        StandardOutPath: '/Users/me/service.log',
        StandardErrorPath: '/Users/me/service.log',
      },
    ]);
  });

  it.runIf(readable)('keeps every path and every value as it is', () => {
    // Signs that XML 1.0 cannot say stand in no path.
    const text = fc
      .string({ unit: 'binary', maxLength: 20 })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those
      .map((one) => one.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
    const programs = fc.sample(fc.record({ path: text, value: text, log: text }), 300);
    const read = readAll(
      programs.map(({ path, value, log }) => launchAgent({ argv: [`/${path}`], env: { V: value } }, log)),
    );
    expect(
      read.map((one) => ({
        path: (one['ProgramArguments'] as string[])[0]?.slice(1),
        value: (one['EnvironmentVariables'] as Record<string, string>)['V'],
        log: one['StandardOutPath'],
      })),
    ).toEqual(programs);
  });
});
