import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Claude Code's own folder: `CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function claudeCodeDir(env: Env, home: string): string {
  return env['CLAUDE_CONFIG_DIR'] || join(home, '.claude');
}

/** The file with the account and the caches; beside the folder, or in it when the folder was named. */
export function claudeCodeStatePath(env: Env, home: string): string {
  return join(env['CLAUDE_CONFIG_DIR'] || home, '.claude.json');
}
