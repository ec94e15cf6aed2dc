import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { emptyNoticeMemory, type Notice, type NoticeMemory } from '@claude-meter/core';

/** What notices are remembered over restarts. */
export interface NoticeRecord {
  memory: NoticeMemory;
  /** Notices that wait for the end of the quiet hours. */
  held: readonly Notice[];
}

/** Reads the record. A missing or damaged one is an empty one: then a notice may come twice, which is the lesser evil. */
export function readNoticeRecord(path: string): NoticeRecord {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(stored)) return stored;
  } catch {
    // As above.
  }
  return { memory: emptyNoticeMemory(), held: [] };
}

/** Writes the record in one step; one that cannot be written lasts until the meter ends. */
export function writeNoticeRecord(path: string, record: NoticeRecord): void {
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // As above.
  }
}

function isRecord(value: unknown): value is NoticeRecord {
  const { memory, held } = (value ?? {}) as Partial<NoticeRecord>;
  const parts = [memory, memory?.limits, memory?.sessions, memory?.said];
  return Array.isArray(held) && parts.every((part) => typeof part === 'object' && part !== null);
}
