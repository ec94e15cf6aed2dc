import { ROUTES, type WindowInfo } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { NoReport } from '../report/report-frame.tsx';
import { useAttribution } from '../report/use-attribution.ts';
import { useTranscripts } from '../report/use-transcripts.ts';
import { useWorld } from '../shell/context.ts';
import { Answers } from '../week/answers.tsx';
import { Frames } from '../week/frames.tsx';
import { chosenLimit } from '../week/share-rows.ts';
import { Shares } from '../week/shares.tsx';
import { WeekPicker } from '../week/week-picker.tsx';
import '../style/week.css';
import { distanceWords } from '../week/week-words.ts';
import { chosenWeek, type Week, weeksOf } from '../week/weeks.ts';

const YEAR_MS = 366 * 86_400_000;
const DAY_MS = 86_400_000;
/** How often an answer is asked for anew while the meter talks, ms. */
const PAUSE_MS = 30_000;

/** One week in three frames of reference, and where its points went. */
export function WeekPage(): VNode {
  const { route, now, person, heardAt } = useWorld();
  const { status, error: unreachable } = useTranscripts();
  const isThere = status !== null && status.updated_at !== null;
  const version = `${status?.version} ${Math.floor((heardAt ?? 0) / PAUSE_MS)}`;
  const account = useAttribution(isThere ? lastDay(now) : null);
  const weeks = useWeeks(account.value?.org_uuid ?? null, version);
  const index = chosenWeek(weeks ?? [], route.params['week']);
  const week = weeks?.[index] ?? null;
  const asked = useAttribution(week, version);
  const answer = asked.value;
  const error = unreachable ?? account.error ?? asked.error;
  if (answer === null || weeks === null) return <NoReport status={status} error={error} />;
  const limit = chosenLimit(answer.limits, route.params['limit']);
  return (
    <div class="db-stack">
      <WeekPicker weeks={weeks} index={index} />
      {error !== null && <p role="alert">{error}</p>}
      <Frames answer={answer} />
      <p class="db-distance">{distanceWords(answer, person.locale)}</p>
      {limit !== null && (
        <>
          <Shares limits={answer.limits} limit={limit} />
          <Answers limit={limit} />
        </>
      )}
    </div>
  );
}

function useWeeks(org: string | null, version: string): Week[] | null {
  const { now } = useWorld();
  const from = Math.floor((now - YEAR_MS) / DAY_MS) * DAY_MS;
  const path = org === null ? null : withQuery(ROUTES.windows, { org, limit: 'seven_day', from });
  const { value, error } = useAsked<WindowInfo[]>(path, version);
  // A history that cannot be read costs the choice of a week, not the page.
  return value === null && error === null ? null : weeksOf(value ?? [], now);
}

/** Only to learn whose week it is. */
function lastDay(now: number): { from: number; to: number } {
  const to = (Math.floor(now / DAY_MS) + 1) * DAY_MS;
  return { from: to - DAY_MS, to };
}
