import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './comparison.ts';

/** The whole lives of one command. */
export interface Lives {
  /** Median, ms. */
  wall: number;
  /** User and system time, mean, ms. */
  cpu: number;
}

interface Measured {
  times: number[];
  user: number;
  system: number;
}

export interface Surroundings {
  /** For the files of hyperfine. */
  folder: string;
  env: Readonly<Record<string, string>>;
  /** What every command finds on its standard input. */
  input?: string;
  /** How often each is run. @default 60 */
  runs?: number;
}

const A_TIME = 10;

/** Times commands by turns, a few runs each, so that a machine that grows slower meanwhile is slower for all of them. */
export function interleaved(
  commands: readonly string[],
  { folder, env, input, runs = 60 }: Surroundings,
): Lives[] {
  const rounds: Measured[][] = [];
  const report = join(folder, 'times.json');
  // By a shell that hands it over and is gone.
  const fed = commands.map((one) => (input === undefined ? one : `sh -c 'exec ${one} < ${input}'`));
  for (let done = 0; done < runs; done += A_TIME) {
    const times = String(Math.min(A_TIME, runs - done));
    const args = ['-N', '-i', '--warmup', '1', '-r', times, '--export-json', report];
    execFileSync('hyperfine', [...args, ...fed], { env, stdio: 'ignore' });
    rounds.push((JSON.parse(readFileSync(report, 'utf8')) as { results: Measured[] }).results);
  }
  return commands.map((_command, index) => {
    const measured = rounds.flatMap((round) => round[index] ?? []);
    const mean = (of: (one: Measured) => number) =>
      measured.reduce((sum, one) => sum + of(one), 0) / measured.length;
    return {
      wall: median(measured.flatMap(({ times }) => times)) * 1000,
      cpu: mean(({ user, system }) => user + system) * 1000,
    };
  });
}
