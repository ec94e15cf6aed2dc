import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix, relative, sep } from 'node:path';

/** A file of the built dashboard. */
export interface PageFile {
  bytes: Buffer;
  type: string;
  /** Its name changes with its content, so it may be kept for good. */
  immutable: boolean;
  etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** Where the built page can be: beside the bundled program, or in a checkout. */
const PLACES = ['../page', '../../../../dashboard/dist'].map((place) => join(import.meta.dirname, place));

/**
 * All files of the built page by their path (`/`, `/assets/…`), read once when they are first asked for. Only what stood
 * in that folder is ever served: a path is looked up, never opened.
 *
 * @returns null when the page was not built
 */
export function createPageFiles(
  places: readonly string[] = PLACES,
): () => ReadonlyMap<string, PageFile> | null {
  let files: ReadonlyMap<string, PageFile> | null = null;
  return () => {
    if (files !== null) return files;
    const folder = places.find((place) => existsSync(join(place, 'index.html')));
    files = folder === undefined ? null : readFolder(folder);
    return files;
  };
}

function readFolder(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join(posix.sep);
    const bytes = readFileSync(path);
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    const file = { bytes, type, immutable: name.startsWith('assets/'), etag };
    files.set(name === 'index.html' ? '/' : `/${name}`, file);
  }
  return files;
}
