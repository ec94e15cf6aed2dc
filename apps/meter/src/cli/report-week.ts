import { type AttributionAnswer, ROUTES } from '@claude-meter/wire';
import { localAttribution } from '../attribution/local-attribution.ts';
import { readQuery } from '../report/report-query.ts';
import { servedJson } from '../report/served-json.ts';
import { systemZone } from '../report/system-zone.ts';
import type { Settings } from '../settings.ts';
import type { OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { progressLine, tellTrouble } from './reading-progress.ts';
import { printLine } from './view/styled.ts';
import { weekCsv } from './view/week-csv.ts';
import { weekLines } from './view/week-lines.ts';

/** A meter shares out a year in less, ms. */
const LIMIT_MS = 15_000;

/** The time that is meant, ms; null: the server's own week until now. */
interface Asked {
  from: number | null;
  to: number | null;
  zone: string;
}

/** `claude-meter report week`: list price, 5-hour windows and weekly limits of the same time side by side. */
export async function reportWeek(io: Io, settings: Settings, values: OptionValues): Promise<ExitCode> {
  const read = readAsked(io, values);
  if (typeof read === 'string') {
    io.stderr.write(`claude-meter: ${read}\n`);
    return EXIT.usage;
  }
  const answer = await makeAnswer(io, settings, read);
  if (answer === null) return EXIT.failed;
  if (values['json'] === true) io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (values['csv'] === true) io.stdout.write(weekCsv(answer));
  else {
    const columns = io.stdout.isTerminal ? io.stdout.size().columns : Number.POSITIVE_INFINITY;
    const lines = weekLines(answer, { columns, timeZone: read.zone });
    io.stdout.write(lines.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
  }
  return EXIT.ok;
}

/** What is asked, or what is wrong with it. */
function readAsked(io: Io, values: OptionValues): Asked | string {
  const text = (name: string): string | undefined => values[name] as string | undefined;
  if (text('id') !== undefined) return `${JSON.stringify(text('id'))} means nothing to the report "week".`;
  if (values['json'] === true && values['csv'] === true) return 'A report is either --json or --csv.';
  const words = { kind: 'weekly', since: text('since'), until: text('until'), timezone: text('timezone') };
  const read = readQuery(words, { zone: systemZone(io.env), now: io.now() });
  if (!read.ok) return read.error;
  const { calendar, since, until } = read.query;
  const end = until === null ? null : Math.min(io.now(), calendar.startOf(until + 1));
  const from = since === null ? null : calendar.startOf(since);
  if (from !== null && from >= (end ?? io.now())) return 'The week would begin in the future.';
  return { from, to: end, zone: calendar.zone };
}

/** From the meter that keeps the index warm, where one runs; else out of the files. Null: it was told why not. */
async function makeAnswer(
  io: Io,
  settings: Settings,
  { from, to }: Asked,
): Promise<AttributionAnswer | null> {
  const words = {
    ...(from === null ? {} : { from: String(from) }),
    ...(to === null ? {} : { to: String(to) }),
  };
  const path = `${ROUTES.attribution}?${new URLSearchParams(words)}`;
  const served = (await servedJson(settings.home, path, LIMIT_MS)) as AttributionAnswer | null;
  if (Array.isArray(served?.limits)) return served;
  const made = await localAttribution(words, {
    home: settings.home,
    env: io.env,
    signal: io.readerGone,
    now: io.now,
    onProgress: progressLine(io),
  });
  return tellTrouble(io, made)?.answer ?? null;
}
