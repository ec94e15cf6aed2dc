import { ago, countdown } from '@claude-meter/core';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { type OwnPathStatus, planWords } from './own-path-status.ts';

export interface OwnPathProps {
  status: OwnPathStatus | null;
  error: string | null;
}

/** What the meter does by itself, without an extension. */
export function OwnPath({ status, error }: OwnPathProps): VNode {
  const { now } = useWorld();
  return (
    <section class="db-card" aria-labelledby="db-own-title">
      <h2 id="db-own-title">The meter’s own way to claude.ai</h2>
      {error !== null && <p role="alert">{error}</p>}
      {status === null ? (
        <p>Switched off: this meter only listens to extensions.</p>
      ) : (
        <>
          <p>
            {planWords(status)}{' '}
            {status.last_poll_at !== null && (
              <span class="db-quiet">Last asked {ago(Date.parse(status.last_poll_at), now)}.</span>
            )}
          </p>
          {status.trouble != null && <p role="alert">{status.trouble}</p>}
          <Waits status={status} now={now} />
          <Findings findings={status.findings} />
        </>
      )}
    </section>
  );
}

function Waits({ status, now }: { status: OwnPathStatus; now: number }): VNode | null {
  const waiting = (status.sessions ?? []).filter((session) => session.waiting_until !== null);
  if (waiting.length === 0) return null;
  return (
    <ul class="db-plain" aria-label="Waiting">
      {waiting.map(({ instance, browser, profile, failures, waiting_until, errors }) => (
        <li key={instance}>
          <strong>
            {browser}, {profile}
          </strong>{' '}
          waits{waiting_until === null ? '' : ` (${countdown(waiting_until, now) ?? 'soon'} left)`} after{' '}
          {failures} {failures === 1 ? 'failure' : 'failures'}. {errors.join(' ')}
        </li>
      ))}
    </ul>
  );
}

function Findings({ findings }: Pick<OwnPathStatus, 'findings'>): VNode {
  if (findings.length === 0) {
    return <p class="db-quiet">No browser has been looked into so far.</p>;
  }
  return (
    <details class="db-details">
      <summary>
        {findings.length} {findings.length === 1 ? 'place' : 'places'} looked into
      </summary>
      <ul class="db-plain">
        {findings.map(({ says, advice }) => (
          <li key={says}>
            {says} {advice !== null && <strong>{advice}</strong>}
          </li>
        ))}
      </ul>
    </details>
  );
}
