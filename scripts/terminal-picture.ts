import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bridgeUrl, readSnapshots } from '@claude-meter/wire';
import type { Line, Style } from '../apps/meter/src/cli/view/styled.ts';
import { textWidth } from '../apps/meter/src/cli/view/text-width.ts';
import { watchFrame } from '../apps/meter/src/cli/view/watch-frame.ts';
import { demoBanner } from '../apps/meter/src/demo/banner.ts';
import { withSimulatedDay } from '../apps/meter/src/demo/simulated-day.ts';

/** `node scripts/terminal-picture.ts`: draws the live view of the demo, a few seconds into it, as docs/pictures/watch.svg. */
const ROOT = join(import.meta.dirname, '..');
const SPEED = 60;
const COLUMNS = 94;
const CELL = { width: 8.4, height: 19 };
const MARGIN = 18;

const FILLS: Readonly<Record<Style, string>> = {
  plain: '#d7dae0',
  bold: '#ffffff',
  dim: '#8b93a1',
  calm: '#6cc27a',
  warning: '#e5b567',
  full: '#f06c75',
  notice: '#1b1e24',
};

const lines = await withSimulatedDay(
  {
    simulatorMain: join(ROOT, 'apps', 'simulator', 'src', 'main.ts'),
    scenario: 'two-accounts',
    speed: SPEED,
    signal: new AbortController().signal,
  },
  async (started) => {
    if (!started.ok) throw new Error(started.error);
    const { day } = started;
    await pause(6000);
    const read = await readSnapshots({ base: bridgeUrl(day.port) });
    if (!read.ok) throw new Error(read.failure.error);
    const now = Date.now();
    return watchFrame(
      { snapshots: read.value, receivedAt: now, lost: null },
      {
        now,
        timeZone: 'UTC',
        columns: COLUMNS,
        rows: 40,
        freshnessMs: day.freshnessMs,
        banner: demoBanner(day, SPEED),
        footer: 'q quits',
      },
    );
  },
);
mkdirSync(join(ROOT, 'docs', 'pictures'), { recursive: true });
writeFileSync(join(ROOT, 'docs', 'pictures', 'watch.svg'), svgOf(lines));

function svgOf(frame: readonly Line[]): string {
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = frame.length * CELL.height + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" role="img" aria-label="claude-meter demo: two accounts with their limits as bars, labelled as simulated">
<rect width="${width}" height="${height}" rx="10" fill="#1b1e24"/>
${frame.map((line, row) => rowOf(line, MARGIN + (row + 0.75) * CELL.height)).join('\n')}
</svg>
`;
}

function rowOf(line: Line, y: number): string {
  let column = 0;
  return line
    .map(({ text, style }) => {
      const x = MARGIN + column * CELL.width;
      const cells = textWidth(text);
      column += cells;
      if (text.trim() === '') return '';
      const length = cells * CELL.width;
      const ground =
        style === 'notice'
          ? `<rect x="${x}" y="${y - 14}" width="${length}" height="${CELL.height}" fill="#e5b567"/>`
          : '';
      const weight = style === 'bold' || style === 'full' ? ' font-weight="bold"' : '';
      return `${ground}<text x="${x}" y="${y}" fill="${FILLS[style]}"${weight} textLength="${length}" xml:space="preserve">${escapeXml(text)}</text>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
