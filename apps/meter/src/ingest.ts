import { createHash } from 'node:crypto';
import { afterClockWentBack, forget, merge, type Observation, prune, type State } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import type { Posted } from '@claude-meter/wire';
import type { Publisher } from './published.ts';
import type { Store } from './store/store.ts';
import { timelineOf } from './timeline.ts';

export interface Ingest {
  /** The way in for every reading, whichever path it came by. */
  accept(posted: readonly Posted[]): Observation[];
  /** Drops all rows of an org. */
  forget(orgUuid: string): void;
  state(): State;
}

/** Merges, records, publishes. */
export function createIngest(
  initial: State,
  given: { store: Store; publisher: Publisher; clock: () => number },
): Ingest {
  const { store, publisher, clock } = given;
  let state = initial;

  function take(next: State, observations: readonly Observation[]): void {
    const kept = prune(next, clock());
    store.record(kept, observations, timelineOf(state, kept, observations));
    state = kept;
    publisher.update(kept);
  }

  return {
    accept(posted) {
      const receivedAt = clock();
      const observations = posted.map(({ report, session }) =>
        observe(report, {
          session,
          receivedAt,
          sha256: report.usage === null ? null : sha256(report.usage),
          orgOnPercent: state.percentOrgs[report.orgUuid] === true,
        }),
      );
      take(merge(afterClockWentBack(state, receivedAt), observations), observations);
      return observations;
    },
    forget: (orgUuid) => take(forget(state, orgUuid), []),
    state: () => state,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
