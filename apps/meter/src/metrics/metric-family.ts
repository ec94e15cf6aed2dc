/** Names and values of one label set; a label without a value is left out. */
export type Labels = Readonly<Record<string, string | null>>;

export interface MetricSample {
  labels: Labels;
  value: number;
}

/** All samples of one name, whoever collects them: a scrape or a push. */
export interface MetricFamily {
  /** `claude_meter_…`; of a counter without `_total`. Ends with its unit where it has one. */
  name: string;
  type: 'gauge' | 'counter';
  unit: 'seconds' | 'ratio' | 'bytes' | null;
  help: string;
  samples: readonly MetricSample[];
}
