import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const OUTPUT = fileURLToPath(new URL('../apps/extension/.output/', import.meta.url));
const PROMISES = { background: 12_000, popup: 25_000 };

/** Sizes of what the browser has to load, brotli. */
export async function bench(): Promise<number> {
  let missed = 0;
  for (const target of readdirSync(OUTPUT).filter((name) => /-mv3$/.test(name))) {
    console.log(`\nExtension, ${target}`);
    for (const [part, promise] of Object.entries(PROMISES)) {
      const bytes = scriptsOf(join(OUTPUT, target), part).reduce((sum, file) => sum + brotli(file), 0);
      if (bytes > promise) missed += 1;
      console.log(
        `  ${part.padEnd(12)} ${bytes} bytes of script (promise ≤ ${promise})${bytes > promise ? ' MISSED' : ''}`,
      );
    }
  }
  return missed;
}

/** The background script, or every script that the popup's page loads. */
function scriptsOf(folder: string, part: string): string[] {
  if (part === 'background') return [join(folder, 'background.js')];
  const page = readFileSync(join(folder, `${part}.html`), 'utf8');
  return [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => join(folder, match[1] ?? ''));
}

function brotli(file: string): number {
  return brotliCompressSync(readFileSync(file)).length;
}
