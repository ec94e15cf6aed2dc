import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What is known of one host on one system. */
interface HostRecord {
  /** Why it was given up; null while it is well. */
  gave_up: string | null;
  at: number;
}

/** Remembers over restarts which hosts failed here, so that a host that hangs is met once per system version. */
export interface HostMemory {
  /** Why a host was given up on this system; null when nothing is held against it. */
  failure(host: string): string | null;
  worked(host: string): void;
  gaveUp(host: string, reason: string): void;
}

export interface HostMemoryOptions {
  /** File of the memory. */
  path: string;
  /** System build, processor and version of the meter: a change of any of them is a new chance. */
  system: string;
  clock: () => number;
}

/** Records of systems that have not been seen for this long are dropped. */
const FORGET_MS = 180 * 24 * 60 * 60 * 1000;

export function openHostMemory({ path, system, clock }: HostMemoryOptions): HostMemory {
  const records = readRecords(path);
  const keyOf = (host: string) => `${host}|${system}`;

  function put(host: string, gaveUp: string | null): void {
    const now = clock();
    const known = records.get(keyOf(host));
    if (known !== undefined && known.gave_up === gaveUp && now - known.at < FORGET_MS / 2) return;
    records.set(keyOf(host), { gave_up: gaveUp, at: now });
    for (const [key, { at }] of records) if (now - at > FORGET_MS) records.delete(key);
    try {
      writeFileSync(`${path}.new`, `${JSON.stringify(Object.fromEntries(records))}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch {
      // It is remembered until the meter ends, then.
    }
  }

  return {
    failure: (host) => records.get(keyOf(host))?.gave_up ?? null,
    worked: (host) => put(host, null),
    gaveUp: (host, reason) => put(host, reason),
  };
}

function readRecords(path: string): Map<string, HostRecord> {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return new Map(Object.entries(stored as Record<string, unknown>).filter(isEntry));
  } catch {
    return new Map();
  }
}

function isEntry(entry: [string, unknown]): entry is [string, HostRecord] {
  const { gave_up: gaveUp, at } = (entry[1] ?? {}) as Record<string, unknown>;
  return (gaveUp === null || typeof gaveUp === 'string') && typeof at === 'number';
}
