import { accountLabel, ago, type Snapshot } from '@claude-meter/core';
import { problemWords } from '@claude-meter/ui';
import type { VNode } from 'preact';
import { pathWords } from '../now/path-words.ts';
import { useWorld } from '../shell/context.ts';

/** Every session that is known, one row per browser and org. */
export function Sessions({ snapshots }: { snapshots: readonly Snapshot[] }): VNode {
  const { now } = useWorld();
  return (
    <section class="db-card" aria-labelledby="db-sessions-title">
      <h2 id="db-sessions-title">Who delivers</h2>
      {snapshots.length === 0 ? (
        <p>Nobody has delivered anything so far.</p>
      ) : (
        <div class="db-scroll">
          <table class="db-table">
            <caption class="cm-unseen">Sessions</caption>
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">Account</th>
                <th scope="col">Read</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {snapshots.map((row) => (
                <tr key={`${row.source}|${row.browser}|${row.instance}|${row.org_uuid}`}>
                  <th scope="row">{pathWords(row)}</th>
                  <td>{accountLabel(row, snapshots)}</td>
                  <td>{row.usage === null ? 'never' : ago(Date.parse(row.fetched_at), now)}</td>
                  <td>
                    <span class="db-state" data-live={String(!row.stale)}>
                      {stateWords(row, now)}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function stateWords({ problem, stale }: Snapshot, now: number): string {
  if (problem !== null) return problemWords(problem, now).title;
  return stale ? 'Stale' : 'Fresh';
}
