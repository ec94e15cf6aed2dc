/** A row of `docs/performance.md`. */
export interface Row {
  what: string;
  measured: string;
  /** What stands beside it, measured in the same run; empty when nothing does. */
  beside: string;
  ratio: string;
  promise: string;
  /** Null when nothing is promised. */
  kept: boolean | null;
}

const tables = new Map<string, Row[]>();

/** Keeps a row for the page. */
export function record(title: string, row: Row): void {
  tables.set(title, [...(tables.get(title) ?? []), row]);
}

const HEAD = ['what', 'measured', 'beside it', 'ratio', 'promise', ''];

/**
 * All that was recorded in this run, as the page; what was not measured this time stays as it stood there.
 *
 * @param before the page as it is, empty when there is none
 */
export function performancePage(before: string, { machine, day }: { machine: string; day: string }): string {
  const standing = before.split(/^(?=## )/m).slice(1);
  const measured = [...tables].map(([title, rows]) => `## ${title}\n\n${table(rows)}\n`);
  const titleOf = (section: string) => section.slice(0, section.indexOf('\n'));
  const anew = new Map(
    [...standing, ...measured].map((section) => [titleOf(section), `${section.trimEnd()}\n`]),
  );
  const sections = [...anew.values()];
  return `# Performance

Written by \`npm run bench -- --write\` on ${day}, on one machine: ${machine}, files in the page cache, medians. Absolute times belong to that machine; a ratio has both sides in one run, so it can be held against yours. What is promised is a promise: a missed one stands here as missed, and the benchmark ends with exit code 1.

${sections.join('\n')}`;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, measured, beside, ratio, promise, kept }) => [
    what,
    measured,
    beside,
    ratio,
    promise,
    kept === null ? '' : kept ? 'kept' : '**missed**',
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
