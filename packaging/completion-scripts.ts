import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The names under which shells look for completions. */
export const COMPLETION_FILES: Readonly<Record<string, string>> = {
  bash: 'claude-meter.bash',
  zsh: '_claude-meter',
  fish: 'claude-meter.fish',
};

/**
 * The completions as the built program prints them, by file name.
 *
 * @param dist folder of the bundled program
 */
export function completionScripts(dist: string): Record<string, string> {
  const program = join(dist, 'claude-meter.cjs');
  return Object.fromEntries(
    Object.entries(COMPLETION_FILES).map(([shell, file]) => [
      file,
      execFileSync(process.execPath, [program, 'completions', shell], { encoding: 'utf8' }),
    ]),
  );
}
