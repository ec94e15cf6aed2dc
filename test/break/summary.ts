import { readTallies } from './tally.ts';

/** What a run of the suite did, as a table of Markdown. */
export function printSummary(folder: string): string {
  const rows = readTallies(folder).map(({ part, figures }) => {
    const words = Object.entries(figures).map(([name, value]) => `${name} ${shown(value)}`);
    return `| ${part} | ${words.join(', ')} |`;
  });
  if (rows.length === 0) return 'Nothing was counted.\n';
  return `| part | figures |\n|---|---|\n${rows.join('\n')}\n`;
}

function shown(value: number | string): string {
  return typeof value === 'number' ? value.toLocaleString('en-GB') : value;
}
