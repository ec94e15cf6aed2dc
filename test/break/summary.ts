import { existsSync } from 'node:fs';
import { readTallies } from './tally.ts';

/** What a run of the suite did, as a table of Markdown. */
export function printSummary(folder: string): string {
  if (!existsSync(folder)) return 'Nothing was counted.\n';
  const rows = readTallies(folder).map(({ part, figures }) => {
    const words = Object.entries(figures).map(([name, value]) => `${name} ${shown(value)}`);
    return `| ${part} | ${words.join(', ')} |`;
  });
  return `| part | figures |\n|---|---|\n${rows.join('\n')}\n`;
}

function shown(value: number | string): string {
  return typeof value === 'number' ? value.toLocaleString('en-GB') : value;
}
