import type { Labels, MetricFamily } from './metric-family.ts';

export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Whether a scraper takes OpenMetrics; whoever does not say so gets the older text, which everybody reads. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return /(^|,)\s*application\/openmetrics-text\b/i.test(accept ?? '');
}

/** Families in OpenMetrics, or in the text format before it. */
export function printMetrics(families: readonly MetricFamily[], open: boolean): string {
  const printed = families.filter(({ samples }) => samples.length > 0).map((one) => printFamily(one, open));
  return printed.join('') + (open ? '# EOF\n' : '');
}

function printFamily({ name, type, unit, help, samples }: MetricFamily, open: boolean): string {
  const sampled = type === 'counter' ? `${name}_total` : name;
  const described = open ? name : sampled;
  const lines = [
    `# HELP ${described} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`,
    `# TYPE ${described} ${type}`,
    ...(open && unit !== null ? [`# UNIT ${described} ${unit}`] : []),
    ...samples.map(({ labels, value }) => `${sampled}${printLabels(labels)} ${printNumber(value)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`${name}="${escapeLabel(value)}"`],
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.toWellFormed().replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

function printNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
