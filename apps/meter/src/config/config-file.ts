import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type ConfigKey, DEFAULT_CONFIG, parseConfig } from './config.ts';

const NAME = 'config.json';

export type ReadConfig = { ok: true; config: Config } | { ok: false; error: string };

export function configPath(home: string): string {
  return join(home, NAME);
}

/** What is switched; the defaults where there is no file yet. */
export function readConfig(home: string): ReadConfig {
  const read = readWhole(home);
  return read.ok ? { ok: true, config: read.config } : read;
}

/**
 * Switches one key. The file is replaced in one step, so that a reader sees the old or the new one; keys that are not
 * known here stay.
 *
 * @throws when the state folder cannot be written
 */
export function writeConfig(home: string, { path }: ConfigKey, value: boolean): ReadConfig {
  const read = readWhole(home);
  if (!read.ok) return read;
  const [section, name] = path;
  const inside = read.whole[section];
  const changed = { ...(typeof inside === 'object' ? inside : {}), [name]: value };
  const text = `${JSON.stringify({ ...read.whole, [section]: changed }, null, 2)}\n`;
  const file = configPath(home);
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return readConfig(home);
}

/**
 * A reader for a program that runs on: the file is read again when it has changed. While it cannot be understood,
 * everything is off that can be: what was switched off must not come on through a slip of the pen.
 */
export function configReader(home: string): () => { config: Config; error: string | null } {
  let known: { stamp: string; config: Config; error: string | null } | null = null;
  return () => {
    const stamp = stampOf(home);
    if (known?.stamp !== stamp) {
      const read = readConfig(home);
      known = read.ok
        ? { stamp, config: read.config, error: null }
        : { stamp, config: ALL_OFF, error: read.error };
    }
    return known;
  };
}

const ALL_OFF: Config = {
  sources: {
    cookies: false,
    oauth: false,
    statusline: false,
    passive: false,
    transcripts: false,
    github: false,
  },
  browsers: {},
};

function stampOf(home: string): string {
  const stat = statSync(configPath(home), { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

function readWhole(
  home: string,
): { ok: true; config: Config; whole: Readonly<Record<string, unknown>> } | { ok: false; error: string } {
  const path = configPath(home);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { ok: true, config: DEFAULT_CONFIG, whole: {} };
    return { ok: false, error: `${JSON.stringify(path)} cannot be read: ${(error as Error).message}.` };
  }
  const parsed = parseConfig(text);
  if (parsed.ok) return parsed;
  return {
    ok: false,
    error: `${JSON.stringify(path)}: ${parsed.error}. Correct it, or delete the file to go back to the defaults.`,
  };
}
