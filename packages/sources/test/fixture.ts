import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '../src');

/** The text of a fixture, byte for byte. */
export function fixture(source: string, name: string): string {
  return readFileSync(join(SOURCES, source, 'fixtures', name), 'utf8');
}

/** The names of all fixtures in a folder. */
export function fixtureNames(source: string, folder = ''): string[] {
  return readdirSync(join(SOURCES, source, 'fixtures', folder)).filter((name) => name.endsWith('.json'));
}
