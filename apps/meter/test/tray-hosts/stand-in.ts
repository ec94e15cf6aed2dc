import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export const COMPILER = process.env['CC'] ?? 'gcc';

/** A stand-in library, compiled for one test file, with a way to talk to it. */
export interface StandIn {
  library: string;
  env: Record<string, string>;
  /** Runs one command in the host and gives what it printed. */
  ask(command: string): Promise<string[]>;
  remove(): void;
}

/** Why the stand-ins cannot be used here; null when they can. */
export function standInsMissing(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'they are written for Linux on x86-64';
  return spawnSync(COMPILER, ['--version']).error === undefined ? null : 'there is no C compiler';
}

export function buildStandIn(source: string): StandIn {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-stand-in-'));
  const library = join(folder, 'stand-in.so');
  const control = join(folder, 'control');
  const answers = join(folder, 'answers');
  execFileSync(COMPILER, ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, source)]);
  execFileSync('mkfifo', [control]);
  let read = 0;
  return {
    library,
    env: { STAND_IN_CONTROL: control, STAND_IN_ANSWERS: answers },
    async ask(command) {
      appendFileSync(control, `${command}\n`);
      const mark = `done ${command}\n`;
      await vi.waitFor(
        () => {
          if (!existsSync(answers) || !readFileSync(answers, 'utf8').slice(read).includes(mark)) {
            throw new Error(`No answer to ${JSON.stringify(command)}.`);
          }
        },
        { timeout: 10_000, interval: 10 },
      );
      const answer = readFileSync(answers, 'utf8').slice(read);
      read += answer.length;
      return answer.slice(0, -mark.length).split('\n').slice(0, -1);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
