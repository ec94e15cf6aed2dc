import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Place } from './written.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'claude-meter.js');

/** Runs `claude-meter report` on the transcripts of a place, and gives what it prints. */
export function reporting(place: Place): (...args: string[]) => string {
  const env = {
    PATH: process.env['PATH'],
    HOME: place.folder,
    TZ: 'UTC',
    CLAUDE_CONFIG_DIR: join(place.folder, 'claude'),
    CLAUDE_METER_HOME: place.home,
  };
  return (...args) => execFileSync(process.execPath, [PROGRAM, 'report', ...args], { env, encoding: 'utf8' });
}
