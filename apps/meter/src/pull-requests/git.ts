import { type ProgramAnswer, type RunProgram, runProgram } from './run-program.ts';

/** One question to git takes milliseconds; what takes this long hangs on something, ms. */
const GIT_LIMIT_MS = 5_000;

/** What git needs of the environment. `GIT_DIR` and the like would make it look at another repository. */
const KEPT = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP'];

/**
 * A repository's own configuration may name programs: they are all out of play. Missing objects of a partial clone are
 * not fetched: nothing goes to the network.
 */
const FIXED_ENV = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  // A list of allowed protocols with none in it that exists.
  GIT_ALLOW_PROTOCOL: 'none',
};
const FIXED_CONFIG = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'log.showSignature=false',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

export interface GitOptions {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** @default the real one */
  run?: RunProgram;
}

/** Asks git about the repository of one folder. Only plumbing that reads: no hook, pager or helper is run. */
export type Git = (args: readonly string[], input?: string) => Promise<ProgramAnswer>;

export function gitAt(folder: string, { env, signal, run = runProgram }: GitOptions): Git {
  const passed: Record<string, string> = { ...FIXED_ENV };
  for (const name of KEPT) {
    const value = env[name];
    if (value !== undefined) passed[name] = value;
  }
  return (args, input) =>
    run({
      file: 'git',
      args: ['--no-pager', ...FIXED_CONFIG, '-C', folder, ...args],
      env: passed,
      ...(input === undefined ? {} : { input }),
      limitMs: GIT_LIMIT_MS,
      signal,
    });
}
