import type { ComparedValue, Comparison, Relation } from '@claude-meter/verify';
import { printable } from '../cli/view/printable.ts';
import { type Line, type Span, type Style, span } from '../cli/view/styled.ts';
import { table } from './table.ts';

const WORDS: Readonly<Record<Relation, [words: string, style: Style]>> = {
  identical: ['same text', 'calm'],
  clock: ['same, less than a second apart', 'calm'],
  reprinted: ['equal, printed anew', 'warning'],
  rounding: ['rounded', 'warning'],
  factor_100: ['off by a factor of 100', 'full'],
  different: ['different', 'full'],
  missing: ['missing in the bridge', 'full'],
  extra: ['not in step 1', 'full'],
};

/** The windows that the settings page draws and the old documents name. */
const SHOWN = /^(?:five_hour|seven_day|seven_day_sonnet|seven_day_opus)\.(?:utilization|resets_at)$/;

/**
 * What step 1 showed, what the bridge serves, how they relate; what is equal and of no interest is only counted.
 *
 * @param options.first head of the column of step 1
 */
export function comparisonLines(
  { values }: Comparison,
  { first, all, columns }: { first: string; all: boolean; columns: number },
): Line[] {
  const shown = values.filter(({ path, relation }) => all || relation !== 'identical' || SHOWN.test(path));
  const rows = shown.length > 0 ? shown : values.slice(0, 8);
  const head = ['value', first, 'the bridge serves', 'how they relate'].map((text) => span(text, 'dim'));
  const rest = values.length - rows.length;
  const longest = roomForValues(rows, columns);
  return [
    ...table([head, ...rows.map((one) => row(one, longest))], columns),
    ...(rest > 0 ? [[span(`  and ${rest} more, all with the same text`, 'dim')]] : []),
  ];
}

function row({ path, served, shown, relation }: ComparedValue, longest: number): Span[] {
  const [words, style] = WORDS[relation];
  return [span(nameOf(path)), value(served, longest), value(shown, longest), span(words, style)];
}

function nameOf(path: string): string {
  return printable(path === '' ? '(the whole body)' : path);
}

const LONGEST_VALUE = 40;
const SHORTEST_VALUE = 15;

/** The values give way in a narrow terminal: how they relate must stay to be seen. */
function roomForValues(rows: readonly ComparedValue[], columns: number): number {
  const names = Math.max(...rows.map(({ path }) => nameOf(path).length), 0);
  const words = Math.max(...rows.map(({ relation }) => WORDS[relation][0].length), 0);
  const room = Math.floor((columns - names - words - 8) / 2);
  return Math.min(LONGEST_VALUE, Math.max(SHORTEST_VALUE, room));
}

function value(text: string | null, longest: number): Span {
  if (text === null) return span('—', 'dim');
  // Quotes say "text"; of a moment that is plain.
  const plain = printable(/^"\d{4}-\d{2}-\d{2}T[^"]*"$/.test(text) ? text.slice(1, -1) : text);
  return span(plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain);
}
