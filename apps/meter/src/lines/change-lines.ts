/** Lines around a change that are shown with it. */
const AROUND = 2;

export interface DiffLine {
  sign: ' ' | '-' | '+';
  text: string;
}

/** What a change does to a text, line by line. It is one stretch: everything before and after it stays. */
export function changedLines(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const shown = (sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] =>
    lines.map((text) => ({ sign, text }));
  return [
    ...shown(' ', old.slice(Math.max(0, head - AROUND), head)),
    ...shown('-', old.slice(head, old.length - tail)),
    ...shown('+', now.slice(head, now.length - tail)),
    ...shown(' ', old.slice(old.length - tail, old.length - tail + AROUND)),
  ];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
