import { formatPercent } from '@claude-meter/core';
import type { AttributionAnswer, LimitAttribution, WindowAttribution } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { compact, dollars, points, whole } from '../report/amounts.ts';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';
import { SplitBar } from './split-bar.tsx';
import { fullWindows, highestPeak, sessionLimit, weekPeak } from './week-words.ts';

/** The same week in three frames of reference, side by side. */
export function Frames({ answer }: { answer: AttributionAnswer }): VNode {
  const session = sessionLimit(answer);
  const weeks = answer.limits.filter(({ kind }) => kind !== 'session');
  return (
    <div class="db-frames">
      <LocalFrame answer={answer} />
      {session !== null && <SessionFrame session={session} />}
      {weeks.length > 0 && <WeekFrame limits={weeks} span={answer} />}
    </div>
  );
}

function LocalFrame({ answer: { local } }: { answer: AttributionAnswer }): VNode {
  const { person } = useWorld();
  return (
    <section class="db-card db-frame" aria-labelledby="db-frame-local">
      <h2 id="db-frame-local">Claude Code here, at list price</h2>
      <p class="db-large">{local.usd === null ? '—' : dollars(local.usd, person.locale)}</p>
      <dl class="db-facts">
        <dt>Requests</dt>
        <dd>{whole(local.requests, person.locale)}</dd>
        <dt>Tokens</dt>
        <dd title={whole(local.tokens, person.locale)}>{compact(local.tokens, person.locale)}</dd>
      </dl>
      <p class="db-quiet db-fine">
        What the transcripts of this machine would have cost on the API. It knows nothing of limits, nor of
        what you do elsewhere.
      </p>
    </section>
  );
}

function SessionFrame({ session }: { session: LimitAttribution }): VNode {
  const { person } = useWorld();
  const { windows } = session;
  const full = fullWindows(session);
  return (
    <section class="db-card db-frame" aria-labelledby="db-frame-session">
      <h2 id="db-frame-session">5-hour windows</h2>
      <p class="db-large">
        {formatPercent(highestPeak(session))} <span class="db-quiet">highest</span>
      </p>
      <ol class="db-columns" aria-label="Each window, oldest first">
        {windows.map((window) => (
          <WindowColumn key={window.start} window={window} person={person} />
        ))}
      </ol>
      <Legend limit={session} />
      <p class="db-quiet db-fine">
        {windows.length === 1 ? 'One window' : `${windows.length} windows`}, {full === 0 ? 'none' : full}{' '}
        full. Each begins at 0 again, so that their points are more than those of the week.
      </p>
    </section>
  );
}

function WindowColumn({ window, person }: { window: WindowAttribution; person: Person }): VNode {
  const { start, peak, local, elsewhere } = window;
  // Points that nobody saw rise are part of the peak, but belong to nobody.
  const words = `${moment(start, 'moment', person)}: up to ${formatPercent(peak)}, ${points(local, person.locale)} points here, ${points(elsewhere, person.locale)} elsewhere`;
  const share = (value: number) => String(Math.min(1, Math.max(0, value / 100)));
  return (
    <li
      title={words}
      data-full={peak >= 100 ? '' : undefined}
      style={{ '--peak': share(peak), '--here': share(Math.min(local, peak)) }}
    >
      <span class="cm-unseen">{words}</span>
    </li>
  );
}

function WeekFrame({
  limits,
  span,
}: {
  limits: readonly LimitAttribution[];
  span: { from: number; to: number };
}): VNode {
  return (
    <section class="db-card db-frame" aria-labelledby="db-frame-week">
      <h2 id="db-frame-week">The week, as the server counts</h2>
      {limits.map((limit) => (
        <div key={limit.limit_id} class="db-week-limit">
          <p class="db-large">
            {formatPercent(weekPeak(limit, span))} <span class="db-quiet">{limit.label}</span>
          </p>
          <SplitBar local={limit.local.points} elsewhere={limit.elsewhere.points} />
          <Legend limit={limit} />
        </div>
      ))}
      <p class="db-quiet db-fine">
        Points of each limit: 1 point is 1 % of it. Elsewhere is claude.ai, other machines, other programs.
      </p>
    </section>
  );
}

/** Points here and elsewhere, in the colours of the bars. */
function Legend({ limit: { local, elsewhere, declined } }: { limit: LimitAttribution }): VNode {
  const { locale } = useWorld().person;
  if (declined !== null && declined.why !== 'no_work')
    return <p class="db-quiet db-fine">{declined.reason}</p>;
  return (
    <p class="db-fine">
      <span class="db-here">{points(local.points, locale)} here</span>{' '}
      <span class="db-elsewhere">{points(elsewhere.points, locale)} elsewhere</span>
    </p>
  );
}
