import { ago } from '@claude-meter/core';
import type { ComparedValue, Relation } from '@claude-meter/verify';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { pathWords } from '../now/path-words.ts';
import { useWorld } from '../shell/context.ts';
import type { HereChecked } from './check-here.ts';

const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  identical: 'same text',
  clock: 'same, less than a second apart',
  reprinted: 'equal, printed anew',
  rounding: 'rounded',
  factor_100: 'off by a factor of 100',
  different: 'different',
  missing: 'missing in the meter',
  extra: 'not at claude.ai',
};

/** The verdict, what it means, and the evidence. */
export function Outcome({ checked }: { checked: HereChecked }): VNode {
  const { verdict, truth, row, comparison } = checked;
  const { now } = useWorld();
  return (
    <section class="db-card" aria-labelledby="db-verdict-title">
      <h2 id="db-verdict-title" class="db-verdict" data-good={String(verdict.class === 'server_truth')}>
        {verdict.title}
      </h2>
      <p>{verdict.means}</p>
      <p>
        <strong>{verdict.remedy}</strong>
      </p>
      <dl class="db-facts">
        {truth.ok && (
          <>
            <dt>claude.ai served</dt>
            <dd>
              {truth.truth.orgUuid ?? 'an unknown org'}
              <code>{checked.truthSha256}</code>
              {truth.truth.notes.map((note) => (
                <span key={note} class="db-quiet">
                  {note}
                </span>
              ))}
            </dd>
          </>
        )}
        {row !== null && (
          <>
            <dt>The meter serves</dt>
            <dd>
              {pathWords(row)}, read {ago(Date.parse(row.fetched_at), now)}
              <code>{checked.shownSha256}</code>
            </dd>
          </>
        )}
      </dl>
      {comparison !== null && <Values values={comparison.values} />}
    </section>
  );
}

/** Values that are worth a look while all are the same. */
const FIRST = 8;

function Values({ values }: { values: readonly ComparedValue[] }): VNode {
  const [all, setAll] = useState(false);
  const shown = all ? values : values.filter((one, index) => index < FIRST || one.relation !== 'identical');
  return (
    <>
      <div class="db-scroll">
        <table class="db-table">
          <caption class="cm-unseen">Value by value</caption>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">claude.ai served</th>
              <th scope="col">The meter serves</th>
              <th scope="col">How they relate</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, served, shown: own, relation }) => (
              <tr key={path} data-relation={relation}>
                <th scope="row">{path === '' ? '(the whole body)' : path}</th>
                <td>
                  <code>{served ?? '—'}</code>
                </td>
                <td>
                  <code>{own ?? '—'}</code>
                </td>
                <td>{RELATION_WORDS[relation]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < values.length && (
        <button type="button" class="cm-button db-more" onClick={() => setAll(true)}>
          Show {values.length - shown.length} more, all with the same text
        </button>
      )}
    </>
  );
}
