import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Product, releaseUrl } from './product.ts';

/** A file of a release, as manifests point to it. */
export interface ReleaseFile {
  path: string;
  name: string;
  url: string;
  /** Hexadecimal. */
  sha256: string;
}

export function releaseFile(product: Product, path: string): ReleaseFile {
  const name = basename(path);
  return { path, name, url: releaseUrl(product, name), sha256: sha256(readFileSync(path)) };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
