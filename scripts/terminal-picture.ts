import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bridgeUrl, readSnapshots } from '@claude-meter/wire';
import { watchFrame } from '../apps/meter/src/cli/view/watch-frame.ts';
import { demoBanner } from '../apps/meter/src/demo/banner.ts';
import { withSimulatedDay } from '../apps/meter/src/demo/simulated-day.ts';
import { terminalSvg } from './terminal-svg.ts';

/** `node scripts/terminal-picture.ts`: draws the live view of the demo, a few seconds into it, as docs/pictures/watch.svg. */
const ROOT = join(import.meta.dirname, '..');
const SPEED = 60;
const COLUMNS = 94;

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
writeFileSync(
  join(ROOT, 'docs', 'pictures', 'watch.svg'),
  terminalSvg(lines, {
    columns: COLUMNS,
    label: 'claude-meter demo: two accounts with their limits as bars, labelled as simulated',
  }),
);
