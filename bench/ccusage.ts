import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '20.0.24';

const folder = join(tmpdir(), `claude-meter-bench-ccusage-${VERSION}`);

/** What `npx ccusage` and its package's `bin` run: the launcher, which starts the program. */
export function ccusageLauncher(): string {
  ccusageProgram();
  return join(folder, 'node_modules', 'ccusage', 'src', 'cli.js');
}

/** ccusage's own program, without the launcher in front of it: its best case. Fetched once, into a temporary folder. */
export function ccusageProgram(): string {
  const platform = `@ccusage/ccusage-${process.platform}-${process.arch}`;
  const program = join(folder, 'node_modules', platform, 'bin', 'ccusage');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const packages = [`ccusage@${VERSION}`, `${platform}@${VERSION}`];
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', ...packages], {
      stdio: 'ignore',
    });
    chmodSync(program, 0o755);
  }
  return program;
}
