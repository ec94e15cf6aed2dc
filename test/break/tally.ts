import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one part of the suite did: numbers and short words, by name. */
export type Figures = Record<string, number | string>;

/** Keeps the figures of a part for the summary; only `npm run break` asks for one. */
export function tally(part: string, figures: Figures): void {
  const words = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
  console.info(`${part}: ${words.join(', ')}`);
  const folder = process.env['BREAK_RESULTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${part.replace(/\W+/g, '-')}.json`), JSON.stringify({ part, figures }));
}

export function readTallies(folder: string): { part: string; figures: Figures }[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}
