import type { ImportAnswer } from '@claude-meter/wire';
import { type HistoryRecord, readRecord } from '../../store/history-record.ts';

export type ReadImport =
  | { ok: true; records: HistoryRecord[]; refused: ImportAnswer['refused'] }
  | { ok: false; error: string };

/** Refusals that are named; a file of another program would be refused line by line. */
const MOST_REFUSALS = 20;

/** Reads an export, or a piece of one: JSON Lines, or a JSON array of the same records. Each line is judged alone. */
export function readImport(text: string): ReadImport {
  const values = text.trimStart().startsWith('[') ? arrayOf(text) : linesOf(text);
  if (values === null) return { ok: false, error: 'The body is no JSON: post an export of the history.' };
  const records: HistoryRecord[] = [];
  const refused: ImportAnswer['refused'] = [];
  values.forEach(({ line, value, error }) => {
    const read = error === null ? readRecord(value) : { ok: false as const, error };
    if (read.ok) records.push(read.record);
    else if (refused.length < MOST_REFUSALS) refused.push({ line, error: read.error });
  });
  if (records.length > 0 || values.length === 0) return { ok: true, records, refused };
  return {
    ok: false,
    error: `No line of it is one of an exported history. Line ${refused[0]?.line}: ${refused[0]?.error}`,
  };
}

interface Line {
  line: number;
  value: unknown;
  error: string | null;
}

function arrayOf(text: string): Line[] | null {
  try {
    const parsed = JSON.parse(text) as unknown[];
    return parsed.map((value, index) => ({ line: index + 1, value, error: null }));
  } catch {
    return null;
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    lines.push(lineOf(content, index + 1));
  }
  return lines;
}

function lineOf(content: string, line: number): Line {
  try {
    return { line, value: JSON.parse(content), error: null };
  } catch {
    return { line, value: null, error: `${JSON.stringify(content.slice(0, 60))} is no JSON.` };
  }
}
