import type { Snapshot } from '@claude-meter/core';
import { decodeStatusline } from '@claude-meter/sources';
import { toldAt } from '../statusline/told-at.ts';
import type { LineQuery } from './read-line-query.ts';
import { type LineSurroundings, renderLine } from './render-line.ts';
import { sessionOf } from './session-of.ts';
import { readingsWith } from './told-reading.ts';

export interface SessionLineParts extends Omit<LineSurroundings, 'session'> {
  snapshots: readonly Snapshot[];
  /** The branch that is checked out, when the caller looked. */
  branch: string | null;
}

/**
 * The line under a Claude Code session: what it told its status line, and what is known of its account. Input that is
 * no such thing leaves the account.
 *
 * @param query.account the org that Claude Code is logged in to, when known
 */
export function sessionLine(input: string, query: LineQuery, parts: SessionLineParts): string {
  const { snapshots, branch, ...surroundings } = parts;
  const decoded = decodeStatusline(input, surroundings.now);
  const told = decoded.ok ? decoded.statusline : null;
  const at = toldAt(told?.transcriptPath ?? null, surroundings.now);
  const given = { limits: told?.limits ?? [], orgUuid: query.account, at };
  const { readings, account } = readingsWith(snapshots, given, surroundings.now);
  const session = told === null ? null : sessionOf(told, branch);
  return renderLine({ ...query, account }, readings, { ...surroundings, session });
}
