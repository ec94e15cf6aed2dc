import { type ImportAnswer, MAX_IMPORT_BYTES, ROUTES } from '@claude-meter/wire';
import { type Asked, hand } from '../data/ask.ts';

export interface ImportProgress {
  /** Bytes that have been taken in, and all of them. */
  done: number;
  whole: number;
  added: number;
  known: number;
  refused: ImportAnswer['refused'];
}

export type Imported =
  | { ok: true; progress: ImportProgress }
  | { ok: false; error: string; progress: ImportProgress };

type Hand = (path: string, body: string) => Promise<Asked<ImportAnswer>>;

/** A part of what the meter takes at once, so that progress can be seen, bytes. */
const PIECE_BYTES = Math.min(2 * 1024 * 1024, MAX_IMPORT_BYTES);

/**
 * Hands an export to the meter in pieces, cut at line ends. What was taken in before a failure stays; doing it all again
 * does no harm.
 */
export async function importFile(
  file: Blob,
  given: {
    /** Called after each piece. */
    onProgress: (progress: ImportProgress) => void;
    signal: AbortSignal;
    /** @default a post to the meter */
    hand?: Hand;
  },
): Promise<Imported> {
  const post = given.hand ?? hand;
  const progress: ImportProgress = { done: 0, whole: file.size, added: 0, known: 0, refused: [] };
  let line = 0;
  for await (const piece of piecesOf(file)) {
    if (given.signal.aborted) return { ok: false, error: 'Stopped.', progress };
    const answer = await post(ROUTES.import, asLines(piece.text));
    if (!answer.ok) return { ok: false, error: answer.error, progress };
    const { added, known, refused } = answer.value;
    progress.added += added;
    progress.known += known;
    for (const one of refused) progress.refused.push({ ...one, line: one.line + line });
    line += piece.text.split('\n').length - 1;
    progress.done = piece.end;
    given.onProgress({ ...progress });
  }
  return { ok: true, progress };
}

/** Whole lines, about `PIECE_BYTES` at a time, with the place in the file up to which they reach. */
async function* piecesOf(file: Blob): AsyncGenerator<{ text: string; end: number }> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    const end = Math.min(file.size, start + PIECE_BYTES);
    // A letter may lie across the border between two pieces.
    rest += decoder.decode(await file.slice(start, end).arrayBuffer(), { stream: end < file.size });
    const cut = end < file.size ? rest.lastIndexOf('\n') + 1 : rest.length;
    const text = rest.slice(0, cut);
    rest = rest.slice(cut);
    if (text.trim() !== '') yield { text, end };
  }
}

/** The JSON export has a record on each line, too: without its brackets and commas it is JSON Lines. */
function asLines(text: string): string {
  return text.replace(/^[ \t]*[[\]][ \t\r]*$/gm, '').replace(/\},[ \t\r]*$/gm, '}');
}
