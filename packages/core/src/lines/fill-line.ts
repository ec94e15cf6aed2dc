import { type LineFacts, lineValueOf } from './line-fields.ts';
import { type LinePiece, type LineTone, lineText } from './line-piece.ts';
import type { LineNode, LineTemplate, LineTest } from './line-template.ts';
import type { LineValue } from './line-value.ts';

/** Longest value in a line, code points: a branch may be called anything. */
const MAX_VALUE = 80;

/** A template with the values of now in it, in pieces of one tone each. Cannot fail. */
export function fillLine(template: LineTemplate, facts: LineFacts): LinePiece[] {
  return joined(fillNodes(template.nodes, facts));
}

function fillNodes(nodes: readonly LineNode[], facts: LineFacts): LinePiece[] {
  return nodes.flatMap((node) => fillNode(node, facts));
}

function fillNode(node: LineNode, facts: LineFacts): LinePiece[] {
  if (node.kind === 'text') return [{ text: lineText(node.text), tone: 'plain' }];
  const value = lineValueOf(node.field, facts);
  switch (node.kind) {
    case 'value':
      return [{ text: shortened(lineText(value.text)), tone: value.tone }];
    case 'choice':
      return fillNodes(passes(node.test, value) ? node.yes : node.no, facts);
    case 'tone':
      // What has a colour of its own keeps it.
      return fillNodes(node.inside, facts).map((piece) =>
        piece.tone === 'plain' ? { ...piece, tone: value.tone } : piece,
      );
  }
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
