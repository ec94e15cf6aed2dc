import { homedir } from 'node:os';
import { askLine } from '../cli/ask-line.ts';
import { claudeCodeStatePath } from '../collect/claude-code/claude-code-dir.ts';
import { type ClaudeCodeAccount, readAccount } from '../collect/claude-code/read-account.ts';
import type { Settings } from '../settings.ts';
import { branchOf } from './branch-of.ts';
import { previousCommand, readInstallation } from './install-line.ts';
import { readInput } from './read-input.ts';

/** Claude Code writes at once; an input that does not end is not waited for, ms. */
const INPUT_LIMIT_MS = 1_000;
/** A meter answers within milliseconds; a line does not wait for one that hangs, ms. */
const LINE_LIMIT_MS = 50;
/** What the meter may cost a prompt in all, ms. */
const METER_BUDGET_MS = 150;

export interface StatusLineParts {
  stdin: NodeJS.ReadStream;
  settings: Settings;
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  write: (text: string | Uint8Array) => void;
  /** Null: the one that is built in. */
  template: string | null;
  timeZone: () => string;
  colours: boolean;
}

/**
 * The whole life of one status line: prints it at once, then hands on what Claude Code told, and prints what the status
 * line before ours says. Never rejects: a prompt must not fail.
 */
export async function printStatusLine(parts: StatusLineParts): Promise<void> {
  const { settings, env, now, write } = parts;
  const input = await readInput(parts.stdin, INPUT_LIMIT_MS);
  const deadline = now() + METER_BUDGET_MS;
  const account = attempt(() => readAccount(claudeCodeStatePath(env, homedir())));
  write((await lineFor(input, account, parts)) || 'ClaudeMeter\n');
  await Promise.all([
    handOn({ input, account, settings, now: now() }, deadline - now()),
    chain(settings.home, input, write),
  ]);
}

/** The meter's line; without one, made here of what Claude Code told and what was known last. */
async function lineFor(
  input: string,
  account: ClaudeCodeAccount | null,
  { settings, template, now, timeZone, colours }: StatusLineParts,
): Promise<string> {
  const folder = attempt(() => folderOf(input));
  const words = {
    format: colours ? 'ansi' : 'plain',
    ...(template === null ? {} : { template }),
    ...(account === null ? {} : { account: account.orgUuid }),
  };
  const branch = folder === null ? null : branchOf(folder);
  const query = new URLSearchParams(branch === null ? words : { ...words, branch });
  const answer = await askLine(settings.port, { path: `/line?${query}`, input, limitMs: LINE_LIMIT_MS });
  if (answer.kind === 'line') return answer.line;
  if (answer.kind === 'mistake') return `claude-meter: ${answer.error}\n`;
  const { lineWithoutMeter } = await import('./line-without-meter.ts');
  return lineWithoutMeter(input, words, { settings, branch, now: now(), timeZone: timeZone() });
}

/** Where the session works. */
function folderOf(input: string): string | null {
  const { workspace, cwd } = JSON.parse(input) as { workspace?: { current_dir?: unknown }; cwd?: unknown };
  const folder = workspace?.current_dir ?? cwd;
  return typeof folder === 'string' ? folder : null;
}

interface Told {
  input: string;
  account: ClaudeCodeAccount | null;
  settings: Settings;
  now: number;
}

async function handOn({ input, account, settings, now }: Told, limitMs: number): Promise<void> {
  if (account === null || !input.includes('"rate_limits"')) return;
  // Loaded when the line stands: nobody waits for it.
  const { readConfig } = await import('../config/config-file.ts');
  const config = readConfig(settings.home);
  if (!config.ok || !config.config.sources.statusline) return;
  const { decodeStatusline } = await import('@claude-meter/sources');
  const decoded = decodeStatusline(input, now);
  if (!decoded.ok || decoded.statusline.limits.length === 0) return;
  const { transcriptPath } = decoded.statusline;
  const { postOfInput } = await import('./told-limits.ts');
  const { postBody } = await import('./post-body.ts');
  const post = attempt(() => postOfInput(input, { account, transcriptPath, now }));
  if (post !== null) await postBody(settings.port, post, limitMs);
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
