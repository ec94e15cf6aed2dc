/**
 * Prints what a browser has to load, compressed with Brotli, beside what it may be at most; ends with 1 when something
 * has outgrown that. Run it after a build.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const OUTPUT = join(import.meta.dirname, '.output/chrome-mv3');

/** At most, bytes of script after Brotli. */
const MOST = { background: 12_000, popup: 25_000, options: 25_000 } as const;

const sizeOf = (file: string) => brotliCompressSync(readFileSync(join(OUTPUT, file))).byteLength;

/** The scripts of a page: its own chunk and what all pages share. */
function scriptsOf(page: string): string[] {
  if (page === 'background') return ['background.js'];
  const chunks = readdirSync(join(OUTPUT, 'chunks'));
  const own = chunks.filter((chunk) => !/^(popup|options)-/.test(chunk) || chunk.startsWith(`${page}-`));
  return own.map((chunk) => join('chunks', chunk));
}

for (const [page, most] of Object.entries(MOST)) {
  const size = scriptsOf(page).reduce((sum, file) => sum + sizeOf(file), 0);
  console.log(`${page}: ${size} bytes (at most ${most})${size > most ? '  TOO LARGE' : ''}`);
  if (size > most) process.exitCode = 1;
}
