import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { printMeasures } from './comparison.ts';

const OUTPUT = fileURLToPath(new URL('../apps/extension/.output/', import.meta.url));
const PROMISES = { background: 12_000, popup: 25_000, options: 25_000 };

/** Sizes of what the browser has to load, brotli. */
export async function bench(): Promise<number> {
  return readdirSync(OUTPUT)
    .filter((name) => /-mv3$/.test(name))
    .reduce((missed, target) => missed + printMeasures(`Extension, ${target}`, sizes(target)), 0);
}

/** What one build makes the browser load, with what was promised. `target` is the folder of the build. */
export function sizes(target: string) {
  return Object.entries(PROMISES).map(([part, atMost]) => ({
    what: `script of ${part === 'background' ? 'the background' : `the ${part} page`}, Brotli`,
    value: scriptsOf(join(OUTPUT, target), part).reduce((sum, file) => sum + brotli(file), 0),
    unit: 'bytes',
    target: { atMost },
  }));
}

/** The background script, or every script that a page loads: its own, and what that imports. */
function scriptsOf(folder: string, part: string): string[] {
  if (part === 'background') return [join(folder, 'background.js')];
  const page = readFileSync(join(folder, `${part}.html`), 'utf8');
  const own = [...page.matchAll(/src="\/([^"]+\.js)"/g)].map((match) => join(folder, match[1] ?? ''));
  return [...new Set(own.flatMap((script) => [script, ...importsOf(script)]))];
}

function importsOf(script: string): string[] {
  const imports = readFileSync(script, 'utf8').matchAll(/(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g);
  return [...imports].flatMap((match) => {
    const imported = join(dirname(script), match[1] ?? '');
    return [imported, ...importsOf(imported)];
  });
}

function brotli(file: string): number {
  return brotliCompressSync(readFileSync(file)).length;
}
