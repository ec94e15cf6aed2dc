import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is needed to undo the installation to the byte. Holds nothing else of the settings. */
export interface Installation {
  version: 1;
  /** Claude Code's settings file. */
  settings: string;
  /** The value we put there, as text. */
  installed: string;
  /** The value that stood there before, as text; null when there was none. */
  previous: string | null;
  /** What was put in where there was no such member; null when one was replaced. */
  inserted: string | null;
  /** Whether we made the file. */
  created: boolean;
}

/** Its file in the state folder. */
export const INSTALLATION_NAME = 'statusline.json';

export function readInstallation(home: string): Installation | null {
  try {
    const kept = JSON.parse(readFileSync(join(home, INSTALLATION_NAME), 'utf8')) as Installation;
    return kept?.version === 1 ? kept : null;
  } catch {
    return null;
  }
}

/** The command that was there before ours, to be run after it; null when there was none. */
export function previousCommand({ previous }: Installation): string | null {
  const line = previous === null ? null : (JSON.parse(previous) as { command?: unknown } | null);
  return typeof line?.command === 'string' && line.command.trim() !== '' ? line.command : null;
}
