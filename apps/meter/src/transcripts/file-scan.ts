import type { LineDamage } from '@claude-meter/sources';
import type { PackedRows } from './file-rows.ts';
import type { Fingerprint } from './fingerprint.ts';

/** Which file it is and what it looked like before it was read. Times in ms, exact to what the system keeps. */
export interface FileIdentity {
  device: number;
  inode: number;
  size: number;
  modified: number;
  changed: number;
  born: number;
}

/** Where an earlier scan of a file ended. */
export interface ScanStart extends Fingerprint {
  /** How many bytes were consumed: up to the end of the last whole line. */
  offset: number;
}

export interface ScanJob {
  path: string;
  /** Null: from the beginning. */
  start: ScanStart | null;
}

/** `long`: a line of more than 16 MiB with a usage in it. The others as the decoder names them. */
export type DamageKind = LineDamage | 'long';

export interface Damage {
  /** Where the line begins in the file. */
  offset: number;
  kind: DamageKind;
}

export interface FileScan extends Fingerprint {
  ok: true;
  identity: FileIdentity;
  /** Whether the rows replace all that was known of the file, or come after it. */
  isWhole: boolean;
  offset: number;
  rows: PackedRows | null;
  /** Rows of a last line that still lacks its line feed: true now, read again next time. */
  tailRows: PackedRows | null;
  /** Ms of the first timestamp in the file; null when there is none, or when the scan did not begin at the start. */
  firstAt: number | null;
  /** The first few damaged lines, and how many there are in all. */
  damage: Damage[];
  damaged: number;
}

export type ScanResult = FileScan | { ok: false; code: string };

/** So many damaged lines of a file are told one by one, the others only counted. */
export const DAMAGE_KEPT = 16;
