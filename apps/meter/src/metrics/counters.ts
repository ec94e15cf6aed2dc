import type { Observation, ProblemKind } from '@claude-meter/core';
import type { MetricSample } from './metric-family.ts';

export interface Counters {
  /** What came in, from whichever session. */
  reports(observations: readonly Observation[]): void;
  /** One answered request of the bridge; `route` is a pattern, never a path: nobody may make up names. */
  request(route: string, status: number): void;
  reportSamples(): MetricSample[];
  requestSamples(): MetricSample[];
}

type Outcome = 'delivered' | 'seen' | ProblemKind;

/** Counts since the start of the meter. */
export function createCounters(): Counters {
  const reports = new Map<string, number>();
  const requests = new Map<string, number>();
  return {
    reports(observations) {
      for (const one of observations) {
        const outcome: Outcome = one.problem?.kind ?? (one.usage === null ? 'seen' : 'delivered');
        add(reports, `${one.session.source} ${outcome}`);
      }
    },
    request: (route, status) => add(requests, `${route} ${status}`),
    reportSamples: () => samplesOf(reports, ['source', 'outcome']),
    requestSamples: () => samplesOf(requests, ['route', 'code']),
  };
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function samplesOf(
  counts: ReadonlyMap<string, number>,
  [first, second]: readonly [string, string],
): MetricSample[] {
  return [...counts].map(([key, value]) => {
    const [one = '', other = ''] = key.split(' ');
    return { labels: { [first]: one, [second]: other }, value };
  });
}
