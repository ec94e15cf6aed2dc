import type { DatabaseSync } from 'node:sqlite';
import { type IndexDamage, loadDamage } from './load-damage.ts';
import { type LoadOptions, loadRequests, type Requests } from './load-requests.ts';

/** What can be read of an index. */
export interface ReadIndex {
  /** Everything that is in it now. */
  requests(options?: LoadOptions): Requests;
  /** Lines that could not be counted. */
  damage(): IndexDamage;
}

/** Reads an opened index. */
export function readIndex(database: DatabaseSync): ReadIndex {
  return {
    requests: (options) => loadRequests(database, options),
    damage: () => loadDamage(database),
  };
}
