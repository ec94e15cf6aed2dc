import { homedir } from 'node:os';
import { decodeStatusline, type Statusline } from '@claude-meter/sources';
import { loopbackGet } from '../cli/loopback-get.ts';
import { claudeCodeStatePath } from '../collect/claude-code/claude-code-dir.ts';
import { type ClaudeCodeAccount, readAccount } from '../collect/claude-code/read-account.ts';
import type { Settings } from '../settings.ts';
import { previousCommand, readInstallation } from './install-line.ts';
import { type LinePercents, lineOf, percentsOf } from './line-of.ts';
import { postBody } from './post-body.ts';
import { readInput } from './read-input.ts';
import { postOfInput } from './told-limits.ts';

/** Claude Code writes at once; an input that does not end is not waited for, ms. */
const INPUT_LIMIT_MS = 1_000;
/** What the meter may cost a prompt in all, ms. */
const METER_BUDGET_MS = 150;

export interface StatusLineParts {
  stdin: NodeJS.ReadStream;
  settings: Settings;
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  write: (text: string | Uint8Array) => void;
}

/**
 * The whole life of one status line: prints it at once, then hands on what Claude Code told, and prints what the status
 * line before ours says. Never rejects: a prompt must not fail.
 */
export async function printStatusLine(parts: StatusLineParts): Promise<void> {
  const { settings, env, now, write } = parts;
  const input = await readInput(parts.stdin, INPUT_LIMIT_MS);
  const deadline = now() + METER_BUDGET_MS;
  const decoded = decodeStatusline(input, now());
  const told = decoded.ok ? decoded.statusline : null;
  const account = attempt(() => readAccount(claudeCodeStatePath(env, homedir())));
  const percents =
    percentsOf(told?.limits ?? [], false) ??
    (await percentsOfMeter(settings.port, account, deadline - now()));
  write(`${lineOf(told?.model.name ?? null, percents)}\n`);
  await Promise.all([
    handOn({ input, told, account, settings, now: now() }, deadline - now()),
    chain(settings.home, input, write),
  ]);
}

interface Told {
  input: string;
  told: Statusline | null;
  account: ClaudeCodeAccount | null;
  settings: Settings;
  now: number;
}

async function handOn({ input, told, account, settings, now }: Told, limitMs: number): Promise<void> {
  if (told === null || told.limits.length === 0 || account === null) return;
  // Loaded when the line stands: nobody waits for it.
  const { readConfig } = await import('../config/config-file.ts');
  const config = readConfig(settings.home);
  if (!config.ok || !config.config.sources.statusline) return;
  const { transcriptPath } = told;
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

interface ServedRow {
  org_uuid: string;
  stale: boolean;
  limits: { id: string; percent: number | null }[];
}

/** What the meter knows of this account, or of the only one that it knows. */
async function percentsOfMeter(
  port: number,
  account: ClaudeCodeAccount | null,
  limitMs: number,
): Promise<LinePercents | null> {
  const answer = await loopbackGet(port, '/snapshots', Math.max(1, limitMs));
  if (!answer.ok) return null;
  const rows = attempt(() => JSON.parse(answer.body.toString('utf8')) as ServedRow[]) ?? [];
  const orgs = new Set(rows.map((row) => row.org_uuid));
  const org = account?.orgUuid ?? (orgs.size === 1 ? rows[0]?.org_uuid : undefined);
  const own = rows.filter((row) => row.org_uuid === org);
  const row = own.find(({ stale }) => !stale) ?? own[0];
  return row === undefined ? null : percentsOf(row.limits, row.stale);
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
