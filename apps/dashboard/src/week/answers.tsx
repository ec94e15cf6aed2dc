import type {
  DeclinedAnswer,
  DriftAnswer,
  LimitAttribution,
  OrdinarySession,
  WhatIfAnswer,
} from '@claude-meter/wire';
import type { VNode } from 'preact';
import { points } from '../report/amounts.ts';
import { useWorld } from '../shell/context.ts';
import { DriftChart } from './drift-chart.tsx';
import { intervalText } from './week-words.ts';

/** What can be said beyond the shares: of one limit. */
export function Answers({ limit }: { limit: LimitAttribution }): VNode {
  return (
    <div class="db-answers">
      <section class="db-card" aria-labelledby="db-ordinary-title">
        <h2 id="db-ordinary-title">An ordinary session</h2>
        <Ordinary answer={limit.ordinary_session} label={limit.label} />
      </section>
      <section class="db-card" aria-labelledby="db-what-if-title">
        <h2 id="db-what-if-title">With another model</h2>
        {limit.what_if.length === 0 && <p>Nothing of this machine counts toward {limit.label}.</p>}
        {limit.what_if.map((one) => (
          <WhatIfLine key={one.family} one={one} />
        ))}
      </section>
      <section class="db-card" aria-labelledby="db-drift-title">
        <h2 id="db-drift-title">Does a token weigh the same?</h2>
        <Drift answer={limit.drift} />
      </section>
      <section class="db-card" aria-labelledby="db-weights-title">
        <h2 id="db-weights-title">What a dollar takes</h2>
        <Weights limit={limit} />
      </section>
    </div>
  );
}

function Ordinary({ answer, label }: { answer: OrdinarySession | DeclinedAnswer; label: string }): VNode {
  const { person } = useWorld();
  if (answer.kind === 'declined') return <p class="db-quiet">{answer.reason}</p>;
  const { median, low, high, sessions } = answer;
  return (
    <>
      <p class="db-large">
        {points(median, person.locale)} <span class="db-quiet">points of {label}</span>
      </p>
      <p class="db-quiet">
        Half of your {sessions} sessions took {points(low, person.locale)} to {points(high, person.locale)}.
      </p>
    </>
  );
}

function WhatIfLine({ one: { family, answer } }: { one: WhatIfAnswer }): VNode {
  const name = `All on ${family.charAt(0).toUpperCase()}${family.slice(1)}`;
  if (answer.kind === 'declined') {
    return (
      <p>
        <strong>{name}:</strong> <span class="db-quiet">{answer.reason}</span>
      </p>
    );
  }
  return (
    <p>
      <strong>{name}:</strong> {answer.words}
    </p>
  );
}

function Drift({ answer }: { answer: DriftAnswer | DeclinedAnswer }): VNode {
  if (answer.kind === 'declined') return <p class="db-quiet">{answer.reason}</p>;
  return (
    <>
      <p>{answer.words}</p>
      {answer.weeks.length > 1 && <DriftChart drift={answer} />}
    </>
  );
}

function Weights({ limit: { weights, resolution } }: { limit: LimitAttribution }): VNode {
  const { person } = useWorld();
  if (weights.kind === 'declined') return <p class="db-quiet">{weights.reason}</p>;
  return (
    <>
      <div class="db-scroll">
        <table class="db-table">
          <caption class="cm-unseen">Points for one dollar of list price</caption>
          <thead>
            <tr>
              <th scope="col">Models</th>
              <th scope="col" data-number="">
                Points per $1
              </th>
              <th scope="col" data-number="">
                4 of 5 times within
              </th>
            </tr>
          </thead>
          <tbody>
            {weights.families.map(({ family, points_per_usd, interval, basis }) => (
              <tr key={family}>
                <th scope="row">
                  {family} {basis === 'assumed' && <span class="db-quiet">as list prices have it</span>}
                </th>
                <td data-number="">{points(points_per_usd, person.locale)}</td>
                <td data-number="">{intervalText(interval, person.locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="db-quiet db-fine">
        {weights.method} {weights.stretches} stretches of work; the server tells percents in steps of{' '}
        {resolution}.
      </p>
    </>
  );
}
