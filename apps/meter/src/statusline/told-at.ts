import { statSync } from 'node:fs';

/** Between two answers of Claude Code its numbers are the last ones: fresh for twice this, ms. */
export const TOLD_CADENCE_MS = 5 * 60 * 1000;

/**
 * When Claude Code's numbers were told, ms: they are those of its last answer, however often its line is drawn, so they
 * are as old as its last word in the transcript.
 */
export function toldAt(transcriptPath: string | null, now: number): number {
  if (transcriptPath === null) return now;
  try {
    return Math.min(now, statSync(transcriptPath).mtimeMs);
  } catch {
    return now;
  }
}
