import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** Every file that git tracks, as paths from the root. */
export const TRACKED: readonly string[] = execFileSync('git', ['ls-files', '-z'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '');

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const isTest = (path: string) =>
  /\.test\.tsx?$/.test(path) || /(^|\/)(test|bench)\//.test(path) || path.includes('/fixtures/');

/** TypeScript that is no test. */
export const SOURCES: readonly string[] = TRACKED.filter((path) => /\.tsx?$/.test(path) && !isTest(path));

/** What a file imports, as written. */
export function importsOf(path: string): string[] {
  const found = read(path).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g);
  return [...found].map(([, specifier]) => specifier ?? '');
}
