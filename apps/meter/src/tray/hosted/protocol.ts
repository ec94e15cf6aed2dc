import type { MenuMark } from '@claude-meter/core';

// The language between the meter and a tray host, one JSON value a line: the meter writes to the host's standard
// input, the host answers on its standard output and logs on standard error. docs/tray.md describes it.

export const PROTOCOL_VERSION = 1;

/** Longest line either side reads, characters. */
export const LONGEST_LINE = 256 * 1024;

type Rgb = readonly [number, number, number];

/** A piece of the title; `null` colours are the system's own. */
export interface HostRun {
  text: string;
  ground: Rgb | null;
  ink: Rgb | null;
}

export type HostRow =
  | { kind: 'separator'; id: string; visible: boolean }
  | {
      kind: 'item';
      id: string;
      title: string;
      enabled: boolean;
      visible: boolean;
      mark: MenuMark;
      on: boolean;
      children: readonly HostRow[] | null;
    };

/** An icon in one size: straight RGBA, rows from the top, base64. */
export interface HostImage {
  size: number;
  rgba: string;
}

export type HostOp =
  | { op: 'title'; runs: readonly HostRun[]; a11y: string }
  | { op: 'tooltip'; text: string }
  | { op: 'icon'; images: readonly HostImage[] }
  | { op: 'patch'; id: string; title?: string; enabled?: boolean; visible?: boolean; on?: boolean }
  | { op: 'menu'; rows: readonly HostRow[] };

/** Meter to host. */
export type ToHost =
  | { t: 'init'; v: typeof PROTOCOL_VERSION; ops: readonly HostOp[] }
  /** Answered with `done` and the same number; without operations it only asks whether the host lives. */
  | { t: 'ops'; seq: number; ops: readonly HostOp[] }
  | { t: 'quit' };

/** What a host reads back from its system after `init`: the proof that it holds what it was told. */
export interface HostEcho {
  title: string;
  runs: number;
  rows: number;
}

/** Host to meter. */
export type FromHost =
  | { t: 'ready'; v: number; echo: HostEcho }
  | { t: 'done'; seq: number }
  | { t: 'opened' }
  | { t: 'closed' }
  | { t: 'click'; id: string }
  | { t: 'activate' }
  | { t: 'shown'; visible: 'yes' | 'no' | 'unknown'; detail: string }
  | { t: 'error'; code: string; detail: string };

/** Reads a line of a host; null when it is none of the above. */
export function readFromHost(line: string): FromHost | null {
  const given = parsed(line);
  if (given === null) return null;
  const { t } = given;
  switch (t) {
    case 'ready': {
      const echo = echoOf(given['echo']);
      return echo !== null && isCount(given['v']) ? { t, v: given['v'], echo } : null;
    }
    case 'done':
      return isCount(given['seq']) ? { t, seq: given['seq'] } : null;
    case 'opened':
    case 'closed':
    case 'activate':
      return { t };
    case 'click':
      return typeof given['id'] === 'string' ? { t, id: given['id'] } : null;
    case 'shown':
      return { t, visible: visibleOf(given['visible']), detail: String(given['detail'] ?? '') };
    case 'error':
      return { t, code: String(given['code'] ?? ''), detail: String(given['detail'] ?? '') };
    default:
      return null;
  }
}

/** A line for a host. It is ASCII, so that a host may read it in pieces that end anywhere. */
export function printToHost(message: ToHost): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(message).replace(/[\u007f-\uffff]/g, escaped)}\n`;
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function echoOf(value: unknown): HostEcho | null {
  if (typeof value !== 'object' || value === null) return null;
  const { title, runs, rows } = value as Record<string, unknown>;
  return typeof title === 'string' && isCount(runs) && isCount(rows) ? { title, runs, rows } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function visibleOf(value: unknown): 'yes' | 'no' | 'unknown' {
  return value === 'yes' || value === 'no' ? value : 'unknown';
}
