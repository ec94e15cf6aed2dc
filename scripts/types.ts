import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run types`: checks each workspace with its own tsconfig, and the tests and scripts with that of the root. */
const ROOT = join(import.meta.dirname, '..');

const workspaces = ['packages', 'apps'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => join(folder, name)),
);
const projects = ['.', ...workspaces].filter((folder) => existsSync(join(ROOT, folder, 'tsconfig.json')));

const results = await Promise.all(projects.map(check));
const failed = projects.filter((_, index) => results[index] !== 0);
console.log(
  failed.length === 0 ? `${projects.length} projects are well typed.` : `Wrong: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

async function check(folder: string): Promise<number> {
  const tsc = spawn('tsc', ['-p', folder], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const [code] = await once(tsc, 'exit');
  return code ?? 1;
}
