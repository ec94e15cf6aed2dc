import { bindingForecast, forecastPhrase } from '@claude-meter/core';
import type { Context } from 'hono';
import type { Health } from '../health.ts';
import type { Ingest } from '../ingest.ts';
import { type Counters, createCounters } from '../metrics/counters.ts';
import type { MetricFacts } from '../metrics/meter-families.ts';
import type { Publisher } from '../published.ts';
import type { ToldInput } from '../statusline/hand-on.ts';
import type { Forecaster } from './api/forecast.ts';
import { createLines, type LineRoutes } from './line.ts';
import { serveMetrics } from './metrics.ts';

export interface OutletParts {
  publisher: Publisher;
  forecaster: Forecaster;
  health: () => Health;
  clock: () => number;
  handOn: (told: ToldInput) => void;
}

/** What other programs take from a meter: lines for prompts and bars, metrics for collectors. */
export interface Outlets {
  line: LineRoutes;
  metrics: (c: Context) => Response;
  counters: Counters;
  /** For whoever pushes instead of being scraped. */
  metricFacts: () => Omit<MetricFacts, 'emails'>;
}

export function createOutlets({ publisher, forecaster, health, clock, handOn }: OutletParts): Outlets {
  const counters = createCounters();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

  /** A history that cannot be read foretells nothing; it does not take the line or the metrics with it. */
  function forecasts(org: string | null) {
    try {
      return forecaster({ org, now: clock(), timeZone });
    } catch {
      return [];
    }
  }

  function metricFacts(): Omit<MetricFacts, 'emails'> {
    const { snapshots } = publisher.current();
    return { snapshots, now: clock(), health: health(), forecasts: forecasts(null), counters };
  }

  function forecast(orgUuid: string): string | null {
    const binding = bindingForecast(forecasts(orgUuid).map((entry) => entry.forecast));
    return binding === null ? null : forecastPhrase(binding, { now: clock(), timeZone });
  }

  return {
    line: createLines({ publisher, clock, timeZone, forecast, handOn }),
    metrics: (c) => serveMetrics(c, metricFacts),
    counters,
    metricFacts,
  };
}

/** An ingest that counts what comes in, whichever way. */
export function counted(ingest: Ingest, counters: Counters): Ingest {
  return {
    ...ingest,
    accept(posted) {
      const observations = ingest.accept(posted);
      counters.reports(observations);
      return observations;
    },
  };
}
