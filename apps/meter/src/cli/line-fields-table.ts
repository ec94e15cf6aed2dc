import { accountsOf, LIMIT_ASPECTS, LINE_FIELDS, LINE_FORMATS, type Reading } from '@claude-meter/core';
import { parseSnapshots, ROUTES } from '@claude-meter/wire';
import { readLineQuery } from '../lines/read-line-query.ts';
import { renderLine } from '../lines/render-line.ts';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { loopbackGet } from './loopback-get.ts';

/** Every field with what it says now, every aspect of a limit, every format: the live half of the documentation. */
export async function printFields(io: Io, settings: Settings): Promise<ExitCode> {
  const readings = await readingsNow(io, settings);
  const says = (template: string): string => {
    const read = readLineQuery({ template });
    if (!read.ok) return '';
    const surroundings = { now: io.now(), timeZone: io.timeZone, forecast: () => null, session: null };
    return renderLine(read.query, readings, surroundings).trimEnd();
  };
  const fields = LINE_FIELDS.map(([name, text]) => row(`{${name}}`, { says: says(`{${name}}`), text }));
  const aspects = Object.entries(LIMIT_ASPECTS).map(([name, text]) =>
    row(`{5h:${name}}`, { says: says(`{5h:${name}}`), text }),
  );
  io.stdout.write(
    [
      'Fields, with what they say now',
      ...fields,
      '',
      'Behind the name of a limit',
      ...aspects,
      '',
      'Choices    {5h?…|…} when it is known; {5h>=90?…|…} with >= <= > <; {5h!…} in the colour of that limit',
      `Formats    ${LINE_FORMATS.join(' ')}`,
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

function row(head: string, { says, text }: { says: string; text: string }): string {
  return `  ${head.padEnd(16)}${(says || '—').padEnd(28)} ${text.replaceAll('`', '')}`;
}

async function readingsNow(io: Io, { port, home, freshnessMs }: Settings): Promise<Reading[]> {
  const answer = await loopbackGet(port, ROUTES.snapshots);
  const parsed = answer.ok ? parseSnapshots(answer.body.toString('utf8')) : null;
  const now = io.now();
  const snapshots = parsed?.ok === true ? parsed.snapshots : (readLatest(home, now, freshnessMs) ?? []);
  return accountsOf(snapshots, now);
}
