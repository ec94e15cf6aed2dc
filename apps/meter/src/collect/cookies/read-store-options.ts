import type { Platform } from './chromium-browsers.ts';
import type { KeySource } from './key-source.ts';

/** What every reader of a cookie store is given. */
export interface ReadStoreOptions {
  platform: Platform;
  /** ms since 1970. */
  now: number;
  /** Folder for private copies. */
  base: string;
  /** Null: key stores must not be touched now. */
  keys: KeySource | null;
  signal?: AbortSignal | undefined;
}
