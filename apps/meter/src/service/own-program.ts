import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSea } from 'node:sea';
import type { ServiceProgram } from './service-keeper.ts';

export interface ProgramFacts {
  /** The Node that runs us, or the whole program where it is one file. */
  execPath: string;
  /** The file that Node was told to run, as it was told. */
  script: string | undefined;
  /** Whether the program is one executable file. */
  single: boolean;
  /** The path behind all links; the path itself where there is nothing. */
  real: (path: string) => string;
  /** Where a Node is that outlives its updates, the best first. */
  lasting: readonly string[];
}

export type OwnProgram = { ok: true; argv: readonly [string, ...string[]] } | { ok: false; error: string };

/**
 * This program as somebody else can start it later: absolute, without links that end with a shell, and by the name of
 * a Node that an update replaces (`/usr/local/bin/node`) where that is the one that runs us.
 */
export function ownProgram(facts: ProgramFacts): OwnProgram {
  const { execPath, script, single, real } = facts;
  if (single) return { ok: true, argv: [real(execPath)] };
  if (script === undefined) {
    return { ok: false, error: 'This program has no file that could be started again. Install it first.' };
  }
  const file = real(script);
  if (/[\\/]_npx[\\/]/.test(file)) {
    return {
      ok: false,
      error: `${JSON.stringify(file)} lies in the cache of npx, which is emptied now and then. Install the program first: npm install -g claude-meter`,
    };
  }
  const running = real(execPath);
  const node = facts.lasting.find((path) => real(path) === running) ?? running;
  return { ok: true, argv: [node, file] };
}

/** The facts of this process. */
export function programFacts(): ProgramFacts {
  const places = [
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/opt/local/bin',
    '/run/current-system/sw/bin',
    join(homedir(), '.nix-profile', 'bin'),
  ];
  return {
    execPath: process.execPath,
    script: process.argv[1],
    single: isSea(),
    real: (path) => (existsSync(path) ? realpathSync(path) : path),
    lasting: process.platform === 'win32' ? [] : places.map((place) => join(place, 'node')),
  };
}

/** A program with its variables as one command, for whoever starts programs without them. Not for Windows. */
export function commandWith({ argv, env }: ServiceProgram): string[] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return variables.length === 0 ? [...argv] : ['/usr/bin/env', ...variables, ...argv];
}

/** Variables of this shell that the meter is to have at every start, too: those that change what it does. */
export const CARRIED: readonly string[] = [
  'CLAUDE_METER_HOME',
  'CLAUDE_METER_PORT',
  'CLAUDE_METER_OWN_FETCH',
  'CLAUDE_METER_DESKTOP',
  'CLAUDE_METER_FRESHNESS_MS',
  'CLAUDE_METER_POLL_MS',
  'CLAUDE_METER_UPSTREAM',
  'CLAUDE_METER_TRANSCRIPTS',
  'CLAUDE_CONFIG_DIR',
  'XDG_STATE_HOME',
];

export function carriedVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const set = CARRIED.flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(set);
}
