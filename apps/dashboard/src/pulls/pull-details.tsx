import type { PullRequestRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { ModelTable } from '../report/model-table.tsx';
import type { ReportRange } from '../report/report-range.ts';
import { visibleText } from '../report/visible-text.ts';
import { useWorld } from '../shell/context.ts';
import { moment } from '../shell/person.ts';
import { printRoute } from '../shell/route.ts';
import { safeAddress, stateWords, wayWords } from './pull-words.ts';

/** What a row of the pull requests shows when it is opened. */
export function PullDetails({ pull, range }: { pull: PullRequestRow; range: ReportRange }): VNode {
  const { person } = useWorld();
  const { repository, branch, url, state, landed_at, way, week_resets, session_resets } = pull;
  const address = safeAddress(url);
  return (
    <div class="db-details">
      <dl class="db-facts">
        <dt>Repository</dt>
        <dd>
          <code>
            <bdi>{visibleText(repository ?? 'not known')}</bdi>
          </code>
        </dd>
        <dt>Branch</dt>
        <dd>
          <code>
            <bdi>{visibleText(branch ?? 'none')}</bdi>
          </code>
        </dd>
        {address !== null && (
          <>
            <dt>In the web</dt>
            <dd>
              <a href={address} target="_blank" rel="noreferrer">
                {visibleText(address)}
              </a>
            </dd>
          </>
        )}
        <dt>State</dt>
        <dd>
          {stateWords(state)}
          {landed_at !== null && ` ${moment(Date.parse(landed_at), 'whole', person)}`} {wayWords(way)}
        </dd>
        <dt>Work</dt>
        <dd>
          {moment(Date.parse(pull.first_at), 'whole', person)} to{' '}
          {moment(Date.parse(pull.last_at), 'whole', person)}
        </dd>
        <dt>Resets inside</dt>
        <dd>
          {session_resets} of the 5-hour window, {week_resets} of the week
          {week_resets > 0 && (
            <span class="db-quiet">
              Its points of the week are of several weeks: no single one of them is all of it.
            </span>
          )}
        </dd>
        {branch !== null && (
          <>
            <dt>Sessions</dt>
            <dd>
              <a href={printRoute('sessions', { q: branch, range })}>
                {pull.sessions === 1 ? 'Show its session' : `Show its ${pull.sessions} sessions`}
              </a>
            </dd>
          </>
        )}
      </dl>
      <ModelTable models={pull.models} />
    </div>
  );
}
