import type { Report } from '@claude-meter/wire';
import { whole } from './amounts.ts';
import { visibleText } from './visible-text.ts';

type Damaged = Report['damaged'];

const REASONS: Readonly<Record<Damaged['first'][number]['kind'], string>> = {
  json: 'it is no JSON',
  time: 'it has no usable time',
  counts: 'its counts cannot be meant',
  long: 'it is longer than 16 MiB',
};

/** What is to be said of the lines that are not counted, and of the first of them; null where there is none. */
export function damageWords(
  { lines, files, first }: Damaged,
  locale: string,
): { summary: string; named: string[] } | null {
  if (lines === 0) return null;
  const subject = lines === 1 ? 'One line' : `${whole(lines, locale)} lines`;
  const place = files === 1 ? 'one transcript' : `${whole(files, locale)} transcripts`;
  return {
    summary: `${subject} in ${place} cannot be read and ${lines === 1 ? 'is' : 'are'} not counted`,
    named: first.map(
      ({ path, offset, kind }) => `${visibleText(path)}, at byte ${whole(offset, locale)}: ${REASONS[kind]}`,
    ),
  };
}
