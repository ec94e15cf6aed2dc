import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  writeFileSync(join(folder, `${part.replace(/\W+/g, '-')}${ENDING}`), JSON.stringify({ part, figures }));
}

/** The figures that a run has left so far, by part. */
export function readTallies(folder: string): { part: string; figures: Figures }[] {
  return talliesIn(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** Makes the folder, and takes the figures of an earlier run out of it. */
export function clearTallies(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of talliesIn(folder)) rmSync(join(folder, name));
}

const ENDING = '.figures.json';

function talliesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  return names.sort();
}
