import { accountsOf, type Limit, type Money, type Reading, type Snapshot } from '@claude-meter/core';
import type { ForecastEntry } from '@claude-meter/wire';
import type { Health } from '../health.ts';
import type { Counters } from './counters.ts';
import type { Labels, MetricFamily, MetricSample } from './metric-family.ts';

/** All that metrics are made of. */
export interface MetricFacts {
  snapshots: readonly Snapshot[];
  now: number;
  health: Health;
  forecasts: readonly ForecastEntry[];
  counters: Counters;
  /** Whether e-mails may be labels. They are personal: off unless somebody asks for them. */
  emails: boolean;
}

/**
 * Every metric of a meter. Numbers of a limit are there while they are fresh, and absent otherwise: a collector must not
 * take an old number for a new one. Whether they are fresh is a metric of its own.
 */
export function meterFamilies(facts: MetricFacts): MetricFamily[] {
  const readings = accountsOf(facts.snapshots, facts.now);
  return [
    ...limitFamilies(readings.filter(({ live }) => live)),
    ...forecastFamilies(facts.forecasts),
    ...moneyFamilies(readings.filter(({ live }) => live)),
    ...accountFamilies(readings, facts),
    ...sourceFamilies(facts),
    ...programFamilies(facts),
  ];
}

function limitFamilies(readings: readonly Reading[]): MetricFamily[] {
  const each = (value: (limit: Limit, reading: Reading) => number | null): MetricSample[] =>
    readings.flatMap((reading) =>
      reading.limits.flatMap(({ id }) => {
        // The reading of this limit knows what it means now; the limit beside it what was served.
        const limit = reading.snapshot.limits.find((one) => one.id === id);
        const found = limit === undefined ? null : value(limit, reading);
        return found === null ? [] : [{ labels: limitLabels(reading, id), value: found }];
      }),
    );
  return [
    gauge('limit_used_ratio', 'ratio', 'Share of a limit that is used; 1 is full, more is possible.', {
      samples: each(({ id }, reading) => ratio(reading.limits.find((one) => one.id === id)?.percent ?? null)),
    }),
    gauge('limit_reset_timestamp_seconds', 'seconds', 'When a window resets, or a pool expires.', {
      samples: each(({ resets_at }) => seconds(resets_at)),
    }),
    gauge('limit_binding', null, 'Whether this is the limit that stops the account first.', {
      samples: each(({ id }, { binding }) => Number(binding?.id === id)),
    }),
  ];
}

function forecastFamilies(forecasts: readonly ForecastEntry[]): MetricFamily[] {
  const each = (value: (known: KnownForecast) => number | null): MetricSample[] =>
    forecasts.flatMap(({ org_uuid, limit_id, forecast }) => {
      const found = forecast.kind === 'forecast' ? value(forecast) : null;
      return found === null ? [] : [{ labels: { org: org_uuid, limit: limit_id }, value: found }];
    });
  return [
    gauge('limit_hit_probability_ratio', 'ratio', 'Chance that a limit fills before its reset.', {
      samples: each(({ hitProbability }) => hitProbability),
    }),
    gauge(
      'limit_hit_timestamp_seconds',
      'seconds',
      'When a limit fills, the median; absent when that is rare.',
      {
        samples: each(({ hitAt }) => (hitAt === null ? null : hitAt.mid / 1000)),
      },
    ),
    gauge('limit_at_reset_ratio', 'ratio', 'Share of a limit that is used at its reset, the median.', {
      samples: each(({ percentAtReset }) => ratio(percentAtReset.mid)),
    }),
  ];
}

type KnownForecast = Extract<ForecastEntry['forecast'], { kind: 'forecast' }>;

function moneyFamilies(readings: readonly Reading[]): MetricFamily[] {
  const extra = (value: (one: NonNullable<Snapshot['extra']>) => [number, string | null] | null) =>
    readings.flatMap(({ snapshot }) => {
      const found = snapshot.extra === null ? null : value(snapshot.extra);
      if (found === null) return [];
      return [{ labels: { org: snapshot.org_uuid, currency: found[1] }, value: found[0] }];
    });
  const pools = (value: (limit: Limit) => Money | null) =>
    readings.flatMap(({ snapshot }) =>
      snapshot.limits.flatMap((limit) => {
        const money = value(limit);
        if (money === null) return [];
        const labels = { org: snapshot.org_uuid, limit: limit.id, currency: money.currency };
        return [{ labels, value: major(money) }];
      }),
    );
  return [
    gauge('extra_used', null, 'Extra usage, in major units of its currency.', {
      samples: extra(({ used }) => (used === null ? null : [major(used), used.currency])),
    }),
    gauge('extra_limit', null, 'Cap of the extra usage, in major units of its currency.', {
      samples: extra(({ limit }) => (limit === null ? null : [major(limit), limit.currency])),
    }),
    gauge('extra_blocked', null, 'Whether the server refuses extra usage.', {
      samples: extra(({ blocked }) => [Number(blocked), null]),
    }),
    gauge('credit_used', null, 'Used of a limit that counts money, in major units of its currency.', {
      samples: pools(({ used }) => used),
    }),
    gauge('credit_limit', null, 'Size of a limit that counts money, in major units of its currency.', {
      samples: pools(({ limit }) => limit),
    }),
  ];
}

function accountFamilies(readings: readonly Reading[], { snapshots, emails }: MetricFacts): MetricFamily[] {
  return [
    gauge('account_info', null, 'The accounts, with what they are called.', {
      samples: readings.map(({ snapshot }) => ({
        labels: {
          org: snapshot.org_uuid,
          plan: snapshot.plan,
          ...(emails ? { email: snapshot.account_email } : {}),
        },
        value: 1,
      })),
    }),
    gauge('account_fresh', null, 'Whether the numbers of an account are fresh.', {
      samples: readings.map(({ live, snapshot }) => ({
        labels: { org: snapshot.org_uuid },
        value: Number(live),
      })),
    }),
    gauge(
      'account_reading_timestamp_seconds',
      'seconds',
      'When claude.ai served the numbers of an account.',
      {
        samples: readings.flatMap(({ snapshot }) => stamped({ org: snapshot.org_uuid }, snapshot.fetched_at)),
      },
    ),
    gauge(
      'session_problem',
      null,
      'What keeps a session from reading an account; absent while nothing does.',
      {
        samples: distinct(
          snapshots.flatMap(({ org_uuid, source, browser, problem }) =>
            problem === null
              ? []
              : [{ labels: { org: org_uuid, source, browser, kind: problem.kind }, value: 1 }],
          ),
        ),
      },
    ),
  ];
}

function sourceFamilies({ health }: MetricFacts): MetricFamily[] {
  const sources = Object.entries(health.sources);
  return [
    gauge('source_accounts', null, 'Accounts that a source delivers.', {
      samples: sources.map(([source, { orgs }]) => ({ labels: { source }, value: orgs })),
    }),
    gauge('source_report_timestamp_seconds', 'seconds', 'Newest report of a source since the start.', {
      samples: sources.flatMap(([source, { last_report_at }]) => stamped({ source }, last_report_at)),
    }),
  ];
}

function programFamilies({ health, counters }: MetricFacts): MetricFamily[] {
  const one = (value: number, labels: Labels = {}): { samples: MetricSample[] } => ({
    samples: [{ labels, value }],
  });
  const counter = (name: string, help: string, samples: MetricSample[]): MetricFamily => ({
    name: `claude_meter_${name}`,
    type: 'counter',
    unit: null,
    help,
    samples,
  });
  return [
    counter('reports', 'Reports by source and how they ended.', counters.reportSamples()),
    counter('http_requests', 'Requests that the bridge answered.', counters.requestSamples()),
    gauge('build_info', null, 'The version that runs.', one(1, { version: health.version })),
    gauge('start_timestamp_seconds', 'seconds', 'When the meter was started.', {
      samples: stamped({}, health.started_at),
    }),
    gauge(
      'store_ok',
      null,
      'Whether the history can be written.',
      one(Number(health.store_trouble === null)),
    ),
  ];
}

function gauge(
  name: string,
  unit: MetricFamily['unit'],
  help: string,
  { samples }: { samples: MetricSample[] },
): MetricFamily {
  return { name: `claude_meter_${name}`, type: 'gauge', unit, help, samples };
}

function limitLabels({ snapshot }: Reading, id: string): Labels {
  return { org: snapshot.org_uuid, limit: id };
}

/** Percent as a share, without the noise of the division. */
function ratio(percent: number | null): number | null {
  return percent === null ? null : Number((percent / 100).toPrecision(12));
}

function major({ minor, exponent }: Money): number {
  return Number((minor / 10 ** exponent).toPrecision(12));
}

function seconds(instant: string | null): number | null {
  const at = Date.parse(instant ?? '');
  return Number.isNaN(at) ? null : at / 1000;
}

function stamped(labels: Labels, instant: string | null): MetricSample[] {
  const value = seconds(instant);
  return value === null ? [] : [{ labels, value }];
}

/** One sample per label set: two profiles of one browser may fail alike. */
function distinct(samples: readonly MetricSample[]): MetricSample[] {
  return [...new Map(samples.map((sample) => [JSON.stringify(sample.labels), sample])).values()];
}
