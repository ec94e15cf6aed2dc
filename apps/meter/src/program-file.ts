import { basename } from 'node:path';

/** Where a program lies that is started by its file, named as in this folder: here as source, beside `main.js` when bundled. */
export function programFile(path: string): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./${path}.ts` : `../${basename(path)}.js`, import.meta.url);
}
