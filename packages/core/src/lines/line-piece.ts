/** How a piece of a line speaks: in its band's colour, greyed because it is old, or not at all. */
export type LineTone = 'plain' | 'warning' | 'full' | 'stale';

/** A piece of a line in one tone. Its text holds no control or format character. */
export interface LinePiece {
  text: string;
  tone: LineTone;
}

const LOUDNESS: readonly LineTone[] = ['plain', 'stale', 'warning', 'full'];

/** The loudest tone of a line, for surfaces that have one colour for all of it. */
export function loudestTone(pieces: readonly LinePiece[]): LineTone {
  return pieces.reduce<LineTone>(
    (loudest, { tone }) => (LOUDNESS.indexOf(tone) > LOUDNESS.indexOf(loudest) ? tone : loudest),
    'plain',
  );
}

/** The line without its colours. */
export function pieceText(pieces: readonly LinePiece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

/**
 * Foreign text that may stand in a line: escapes, line ends, direction overrides, invisible format characters and broken
 * surrogates become a blank. Not trimmed: the blanks of a template are meant.
 */
export function lineText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
