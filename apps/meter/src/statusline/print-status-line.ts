import { homedir } from 'node:os';
import { askLine } from '../cli/ask-line.ts';
import { claudeCodeStatePath } from '../collect/claude-code/claude-code-dir.ts';
import { type ClaudeCodeAccount, readAccount } from '../collect/claude-code/read-account.ts';
import { patience } from '../lines/patience.ts';
import type { Settings } from '../settings.ts';
import { branchOf } from './branch-of.ts';
import { previousCommand, readInstallation } from './installation.ts';

export interface StatusLineParts {
  /** What Claude Code wrote to standard input. */
  input: string;
  settings: Settings;
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  write: (text: string | Uint8Array) => void;
  /** Null: the one that is built in. */
  template: string | null;
  colours: boolean;
}

/**
 * The whole life of one status line: hands the meter what Claude Code told and prints the line that it answers, then
 * what the status line before ours says. Never rejects: a prompt must not fail.
 */
export async function printStatusLine(parts: StatusLineParts): Promise<void> {
  const { input, settings, env, write } = parts;
  const account = attempt(() => readAccount(claudeCodeStatePath(env, homedir())));
  write((await lineFor(account, parts)) || 'ClaudeMeter\n');
  await chain(settings.home, input, write);
}

/** The meter's line; without one, made here of what Claude Code told and what was known last. */
async function lineFor(
  account: ClaudeCodeAccount | null,
  { input, settings, template, now, colours }: StatusLineParts,
): Promise<string> {
  const folder = attempt(() => folderOf(input));
  const words = {
    format: colours ? 'ansi' : 'plain',
    ...(template === null ? {} : { template }),
    ...(account === null ? {} : { account: account.orgUuid }),
  };
  const branch = folder === null ? null : branchOf(folder);
  const email = account?.email ?? null;
  const query = new URLSearchParams({
    ...words,
    ...(branch === null ? {} : { branch }),
    ...(email === null ? {} : { email }),
  });
  const answer = await askLine(settings, { path: `/line?${query}`, input, limitMs: patience() });
  if (answer.kind === 'line') return answer.line;
  if (answer.kind === 'mistake') return `claude-meter: ${answer.error}\n`;
  const { lineWithoutMeter } = await import('./line-without-meter.ts');
  return lineWithoutMeter(input, words, { settings, branch, now: now() });
}

/** Where the session works. */
function folderOf(input: string): string | null {
  const { workspace, cwd } = JSON.parse(input) as { workspace?: { current_dir?: unknown }; cwd?: unknown };
  const folder = workspace?.current_dir ?? cwd;
  return typeof folder === 'string' ? folder : null;
}

async function chain(home: string, input: string, write: StatusLineParts['write']): Promise<void> {
  const installation = readInstallation(home);
  const command = installation === null ? null : attempt(() => previousCommand(installation));
  if (command === null) return;
  const { runChained } = await import('./chained-command.ts');
  write(await runChained(command, input));
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
