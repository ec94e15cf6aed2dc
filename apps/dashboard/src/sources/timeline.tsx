import { type Source, shortOrg } from '@claude-meter/core';
import type { TimelineEntry } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { pathWords } from '../now/path-words.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';

const KINDS = ['delivering', 'problem', 'recovered', 'divergence', 'imported'] as const;

const KIND_WORDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  delivering: 'Handoff',
  problem: 'Failure',
  recovered: 'Recovered',
  divergence: 'Disagreement',
  imported: 'Imported',
};

/** Handoffs, failures and disagreements, newest first, a heading per day. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }): VNode {
  const { route, person, choose } = useWorld();
  const kind = KINDS.find((known) => known === route.params['kind']) ?? null;
  const days = useMemo(() => daysOf(entries, kind, person), [entries, kind, person]);
  if (entries.length === 0) {
    return (
      <p class="db-quiet">Nothing yet. Handoffs between sources, failures and disagreements appear here.</p>
    );
  }
  return (
    <>
      <ChoiceRow
        label="Kinds"
        choices={[{ id: 'all', text: 'All' }, ...KINDS.map((id) => ({ id, text: KIND_WORDS[id] }))]}
        chosen={kind ?? 'all'}
        onChoose={(id) => choose({ kind: id === 'all' ? null : id })}
      />
      {days.length === 0 && <p class="db-quiet">None of these.</p>}
      {days.map(({ day, events }) => (
        <section key={day} aria-label={day}>
          <h3>{day}</h3>
          <ol class="db-timeline">
            {events.map((event) => (
              <li key={`${event.at}|${event.kind}|${event.org_uuid}|${event.detail}`} data-kind={event.kind}>
                <time dateTime={new Date(event.at).toISOString()}>{moment(event.at, 'time', person)}</time>
                <strong>{KIND_WORDS[event.kind]}</strong>
                <span>
                  {pathWords({ source: event.source as Source, browser: event.browser })}: {event.detail}
                  <span class="db-quiet"> · {shortOrg(event.org_uuid)}</span>
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

function daysOf(
  entries: readonly TimelineEntry[],
  kind: TimelineEntry['kind'] | null,
  person: Person,
): { day: string; events: TimelineEntry[] }[] {
  const days: { day: string; events: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    if (kind !== null && entry.kind !== kind) continue;
    const day = moment(entry.at, 'day', person);
    const open = days.at(-1);
    if (open?.day === day) open.events.push(entry);
    else days.push({ day, events: [entry] });
  }
  return days;
}
