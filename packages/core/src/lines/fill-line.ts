import { type LineFacts, lineValueOf, SEPARATOR_FIELD } from './line-fields.ts';
import { type LinePiece, type LineTone, lineText } from './line-piece.ts';
import type { LineNode, LineTemplate, LineTest } from './line-template.ts';
import type { LineValue } from './line-value.ts';

/** Longest value in a line, code points: a branch may be called anything. */
const MAX_VALUE = 80;

/** A piece on its way; a soft one stays only between two others. */
interface Filled extends LinePiece {
  soft: boolean;
}

/** A template with the values of now in it, in pieces of one tone each. Cannot fail. */
export function fillLine(template: LineTemplate, facts: LineFacts): LinePiece[] {
  return joined(withoutLooseEnds(fillNodes(template.nodes, facts)));
}

function fillNodes(nodes: readonly LineNode[], facts: LineFacts): Filled[] {
  return nodes.flatMap((node) => fillNode(node, facts));
}

function fillNode(node: LineNode, facts: LineFacts): Filled[] {
  if (node.kind === 'text') return [{ text: lineText(node.text), tone: 'plain', soft: false }];
  const value = lineValueOf(node.field, facts);
  switch (node.kind) {
    case 'value': {
      if (node.field.name === SEPARATOR_FIELD) return [{ text: value.text, tone: 'plain', soft: true }];
      return [{ text: shortened(lineText(value.text)), tone: value.tone, soft: false }];
    }
    case 'choice':
      return fillNodes(passes(node.test, value) ? node.yes : node.no, facts);
    case 'tone':
      // What has a colour of its own keeps it.
      return fillNodes(node.inside, facts).map((piece) =>
        piece.tone === 'plain' ? { ...piece, tone: value.tone } : piece,
      );
  }
}

/** Separators at an end, beside another one, or before what is set apart by a blank, separate nothing. */
function withoutLooseEnds(pieces: readonly Filled[]): Filled[] {
  const shown = pieces.filter(({ text }) => text !== '');
  return shown.filter(({ soft }, index) => {
    if (!soft) return true;
    const next = shown.slice(index + 1).find((piece) => !piece.soft);
    return index > 0 && shown[index - 1]?.soft !== true && next !== undefined && !next.text.startsWith(' ');
  });
}

function passes(test: LineTest | null, { known, number }: LineValue): boolean {
  if (test === null) return known;
  if (number === null) return false;
  switch (test.operator) {
    case '>=':
      return number >= test.number;
    case '<=':
      return number <= test.number;
    case '>':
      return number > test.number;
    case '<':
      return number < test.number;
  }
}

function shortened(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= MAX_VALUE) return trimmed;
  const points = [...trimmed];
  return points.length <= MAX_VALUE ? trimmed : `${points.slice(0, MAX_VALUE).join('')}…`;
}

/** Neighbours of one tone as one; nothing that is empty. A blank shows no colour. */
function joined(pieces: readonly LinePiece[]): LinePiece[] {
  const result: LinePiece[] = [];
  for (const piece of pieces) {
    if (piece.text === '') continue;
    const tone: LineTone = piece.text.trim() === '' ? 'plain' : piece.tone;
    const last = result.at(-1);
    if (last?.tone === tone) result[result.length - 1] = { text: last.text + piece.text, tone };
    else result.push({ text: piece.text, tone });
  }
  return result;
}
