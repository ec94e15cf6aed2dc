import { type AttributionAnswer, ROUTES, type WindowInfo } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { NoReport } from '../report/report-frame.tsx';
import { useAttribution } from '../report/use-attribution.ts';
import { useTranscripts } from '../report/use-transcripts.ts';
import { useWorld } from '../shell/context.ts';
import { Empty } from '../shell/empty.tsx';
import { OrgPicker } from '../shell/org-picker.tsx';
import { printRoute } from '../shell/route.ts';
import { type ChosenSeries, useSeries } from '../shell/use-series.ts';
import { Answers } from '../week/answers.tsx';
import { Frames } from '../week/frames.tsx';
import { chosenLimit } from '../week/share-rows.ts';
import { Shares } from '../week/shares.tsx';
import { WeekPicker } from '../week/week-picker.tsx';
import { distanceWords } from '../week/week-words.ts';
import { chosenWeek, type Week, weeksOf } from '../week/weeks.ts';
import '../style/week.css';

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
/** How often an answer is asked for anew while the meter talks, ms. */
const PAUSE_MS = 30_000;

/** One week in three frames of reference, and where its points went. */
export function WeekPage(): VNode {
  const { route, heardAt } = useWorld();
  const { status, error } = useTranscripts();
  const series = useSeries();
  const isThere = status !== null && status.updated_at !== null;
  const version = `${status?.version} ${Math.floor((heardAt ?? 0) / PAUSE_MS)}`;
  // Whose week it is: the meter knows which account Claude Code is signed in to.
  const own = useAttribution(isThere && route.params['org'] === undefined ? { span: null } : null);
  if (!isThere) return <NoReport status={status} error={error} />;
  const org = route.params['org'] ?? own.value?.org_uuid ?? (own.error === null ? null : series.org);
  if (org === null) return <NoReport status={status} error={null} />;
  if (org === '') return <NothingToCompare reason={own.error} />;
  return <OrgWeek series={series} org={org} version={version} />;
}

function OrgWeek({ series, org, version }: { series: ChosenSeries; org: string; version: string }): VNode {
  const { route, choose } = useWorld();
  const weeks = useWeeks(org, version);
  const index = chosenWeek(weeks ?? [], route.params['week']);
  const week = weeks?.[index];
  const question = week === undefined ? null : { org, span: week };
  const { value: answer, error } = useAttribution(question, version);
  if (weeks === null || (answer === null && error === null)) return <p class="db-quiet">Working it out …</p>;
  return (
    <div class="db-stack">
      <div class="db-tools">
        <OrgPicker
          orgs={series.orgs}
          chosen={org}
          onChoose={(next) => choose({ org: next, week: null, limit: null })}
        />
        <WeekPicker weeks={weeks} index={index} />
      </div>
      {answer === null ? (
        <NothingToCompare reason={error} />
      ) : (
        <>
          {error !== null && <p role="alert">{error}</p>}
          <Account answer={answer} />
        </>
      )}
    </div>
  );
}

function Account({ answer }: { answer: AttributionAnswer }): VNode {
  const { route, person } = useWorld();
  const limit = chosenLimit(answer.limits, route.params['limit']);
  return (
    <>
      <Frames answer={answer} />
      <p class="db-distance">{distanceWords(answer, person.locale)}</p>
      {limit !== null && (
        <>
          <Shares limits={answer.limits} limit={limit} />
          <Answers limit={limit} />
        </>
      )}
    </>
  );
}

function NothingToCompare({ reason }: { reason: string | null }): VNode {
  return (
    <Empty title="Nothing to compare yet">
      <p>
        This page lays the work of Claude Code on this machine beside what the server says of your limits. It
        fills as soon as the meter has read the limits of your account for a while.
      </p>
      {reason !== null && <p>{reason}</p>}
      <p class="db-quiet">
        What the transcripts say by themselves is under <a href={printRoute('sessions')}>Sessions</a>,{' '}
        <a href={printRoute('projects')}>Projects</a> and <a href={printRoute('models')}>Models</a>.
      </p>
    </Empty>
  );
}

function useWeeks(org: string, version: string): Week[] | null {
  const { now } = useWorld();
  const from = Math.floor((now - YEAR_MS) / DAY_MS) * DAY_MS;
  const path = withQuery(ROUTES.windows, { org, limit: 'seven_day', from });
  const { value, error } = useAsked<WindowInfo[]>(path, version);
  // A history that cannot be read costs the choice of a week, not the page.
  return value === null && error === null ? null : weeksOf(value ?? [], now);
}
