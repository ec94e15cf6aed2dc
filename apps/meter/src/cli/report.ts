import { REPORT_KINDS, type Report } from '@claude-meter/wire';
import { type QueryWords, type ReportQuery, readQuery } from '../report/report-query.ts';
import { servedReport } from '../report/served-report.ts';
import { systemZone } from '../report/system-zone.ts';
import type { Settings } from '../settings.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { progressLine, tellTrouble } from './reading-progress.ts';

/** The week lays the history of the limits beside the transcripts. */
const CHOICES: readonly string[] = [...REPORT_KINDS, 'week'];

export const report: Command = {
  meta: {
    name: 'report',
    summary: 'tokens and list prices of Claude Code on this machine, by day, session, project, model, …',
    about: `Reads the transcripts that Claude Code keeps on this machine; nothing is sent anywhere and none of their
text is kept. Each request counts once, at its final usage. Prices are list prices in USD: what the same requests
would have cost on the API. A week is the server's own window where the meter knows it. What branches became is read
from the git repositories on this machine; GitHub is asked only when "sources.github" is switched on.`,
    words: [
      {
        name: 'report',
        text: `${CHOICES.join(', ')}; daily when none is named`,
        choices: CHOICES,
        optional: true,
      },
      { name: 'id', text: 'with session: the id of the session, or how it begins', optional: true },
    ],
    options: {
      since: {
        type: 'string',
        value: 'DAY',
        text: 'the first day: 2026-11-22, today, yesterday, 7d (days ago)',
      },
      until: { type: 'string', value: 'DAY', text: 'the last day' },
      timezone: { type: 'string', value: 'ZONE', text: 'whose days are meant (of this machine)' },
      deleted: { type: 'boolean', text: 'count transcripts too that Claude Code has removed since' },
      breakdown: { type: 'boolean', text: 'each row with its models' },
      json: { type: 'boolean', text: 'the report for programs, numbers unrounded' },
      csv: { type: 'boolean', text: 'one line per row and model' },
    },
    examples: [
      { line: 'claude-meter report today', text: 'what this day took until now' },
      {
        line: 'claude-meter report week',
        text: 'where the points of each limit went, and what is elsewhere',
      },
      { line: 'claude-meter report sessions --since 7d', text: 'the sessions of the last week' },
      { line: 'claude-meter report models --json | jq .rows[0]', text: 'the model that took the most' },
    ],
  },

  async run(io, settings, values) {
    if (values['report'] === 'week')
      return (await import('./report-week.ts')).reportWeek(io, settings, values);
    const read = readQuery(wordsOf(values), { zone: systemZone(io.env), now: io.now() });
    if (!read.ok || (values['json'] === true && values['csv'] === true)) {
      const error = read.ok ? 'A report is either --json or --csv.' : read.error;
      io.stderr.write(`claude-meter: ${error}\n`);
      return EXIT.usage;
    }
    const made = await makeReport(io, settings, read.query);
    if (made === null) return EXIT.failed;
    if (values['json'] === true) io.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
    else if (values['csv'] === true) {
      const { reportCsv } = await import('./view/report-csv.ts');
      io.stdout.write(reportCsv(made));
    } else await printTable(io, made, values['breakdown'] === true);
    return EXIT.ok;
  },
};

async function printTable(io: Io, made: Report, withModels: boolean): Promise<void> {
  const { printReport } = await import('./view/report-table.ts');
  io.stdout.write(printReport(made, { columns: columnsOf(io), withModels }, io.stdout.colours));
  if (made.rows.length > 0) return;
  const { tellNoTranscripts } = await import('./tell-no-transcripts.ts');
  tellNoTranscripts(io);
}

/** From the meter that keeps the index warm, where one runs; else from the transcripts themselves. Null: it was told. */
async function makeReport(io: Io, settings: Settings, query: ReportQuery): Promise<Report | null> {
  const served = await servedReport(query, settings.home);
  if (served !== null) return served;
  const { localReport } = await import('../report/local-report.ts');
  const made = await localReport(query, {
    home: settings.home,
    signal: io.readerGone,
    now: io.now,
    onProgress: progressLine(io),
  });
  return tellTrouble(io, made)?.report ?? null;
}

function wordsOf(values: OptionValues): QueryWords {
  const text = (name: string): string | undefined => values[name] as string | undefined;
  return {
    kind: text('report') ?? 'daily',
    session: text('id'),
    since: text('since'),
    until: text('until'),
    timezone: text('timezone'),
    deleted: values['deleted'] === true ? '1' : undefined,
  };
}

/** Files have no width: they get everything. */
function columnsOf(io: Io): number {
  return io.stdout.isTerminal ? io.stdout.size().columns : Number.POSITIVE_INFINITY;
}
