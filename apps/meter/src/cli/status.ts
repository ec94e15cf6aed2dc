import { type ForecastEntry, parseSnapshots, ROUTES } from '@claude-meter/wire';
import type { Health } from '../health.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { findExtension } from './find-extension.ts';
import { loopbackGet } from './loopback-get.ts';
import { statusLines } from './view/status-lines.ts';
import { printLine } from './view/styled.ts';

export const status: Command = {
  meta: {
    name: 'status',
    summary: 'one look: the meter, each account, its binding limit and its sources',
    about: `Says whether the meter runs, which limit stops each account first and when that is to be expected, which
sessions deliver it and how old their data is, and what is missing.`,
    options: {},
    examples: [{ line: 'claude-meter status', text: 'is it running, and where do the numbers come from?' }],
  },

  async run(io, { port, home }) {
    const [health, answer, ahead] = await Promise.all([
      loopbackGet(port, ROUTES.health),
      loopbackGet(port, ROUTES.snapshots),
      loopbackGet(port, ROUTES.forecast),
    ]);
    if (!health.ok || !answer.ok) {
      const failed = !health.ok ? health : answer;
      if (failed.ok) return EXIT.failed;
      const remedy = failed.kind === 'not_running' ? ' Start it with "claude-meter run".' : '';
      io.stderr.write(`claude-meter: ${failed.error}${remedy}\n`);
      return failed.kind === 'not_running' ? EXIT.notRunning : EXIT.portTaken;
    }
    const parsed = parseSnapshots(answer.body.toString('utf8'));
    if (!parsed.ok) {
      io.stderr.write(`claude-meter: ${parsed.error}\n`);
      return EXIT.portTaken;
    }
    const lines = statusLines(
      {
        health: JSON.parse(health.body.toString('utf8')) as Health,
        snapshots: parsed.snapshots,
        // A meter whose history cannot be read still says all the rest.
        forecasts: ahead.ok ? (JSON.parse(ahead.body.toString('utf8')) as ForecastEntry[]) : [],
      },
      { now: io.now(), timeZone: io.timeZone, port, home, extension: findExtension() },
    );
    io.stdout.write(lines.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
    return parsed.snapshots.length === 0 ? EXIT.noData : EXIT.ok;
  },
};
