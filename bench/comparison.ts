import { record } from './performance-page.ts';

/** What is promised of a figure: at most, or at least, this. */
export type Target = { atMost: number } | { atLeast: number } | null;

/** One line of a benchmark: ours beside something everybody can run, measured in the same run. */
export interface Comparison {
  what: string;
  ours: number;
  other: number;
  unit: string;
  /** What `other` is. */
  against: string;
  /** The promise: the ratio ours/other is at most, or at least, this. */
  target: Target;
}

/** One line of a benchmark that has nothing to stand beside. */
export interface Measure {
  what: string;
  value: number;
  unit: string;
  /** The promise, in the unit of the value. */
  target: Target;
}

/** Prints comparisons as ratios; returns how many promises were missed. */
export function printComparisons(title: string, comparisons: readonly Comparison[]): number {
  console.log(`\n${title}`);
  let missed = 0;
  for (const { what, ours, other, unit, against, target } of comparisons) {
    const ratio = ours / other;
    const kept = isKept(ratio, target);
    if (!kept) missed += 1;
    const numbers = `${format(ours)} ${unit} against ${format(other)} ${unit}`;
    console.log(
      `  ${what.padEnd(46)} ${ratio.toFixed(2)} × ${inBrackets(target)} ${kept ? '' : 'MISSED '} ${numbers} (${against})`,
    );
    record(title, {
      what,
      measured: `${format(ours)} ${unit}`,
      beside: `${format(other)} ${unit} (${against})`,
      ratio: `${ratio.toFixed(2)} ×`,
      promise: target === null ? '' : `${promiseOf(target)} ×`,
      kept: target === null ? null : kept,
    });
  }
  return missed;
}

/** Prints figures by themselves; returns how many promises were missed. */
export function printMeasures(title: string, measures: readonly Measure[]): number {
  console.log(`\n${title}`);
  let missed = 0;
  for (const { what, value, unit, target } of measures) {
    const kept = isKept(value, target);
    if (!kept) missed += 1;
    console.log(
      `  ${what.padEnd(46)} ${format(value)} ${unit} ${inBrackets(target)}${kept ? '' : ' MISSED'}`,
    );
    record(title, {
      what,
      measured: `${format(value)} ${unit}`,
      beside: '',
      ratio: '',
      promise: target === null ? '' : `${promiseOf(target)} ${unit}`,
      kept: target === null ? null : kept,
    });
  }
  return missed;
}

/** What was not measured keeps no promise. */
function isKept(value: number, target: Target): boolean {
  if (target === null) return true;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

function promiseOf(target: NonNullable<Target>): string {
  const bound = (value: number) => Number(value.toPrecision(3));
  return 'atMost' in target ? `≤ ${bound(target.atMost)}` : `≥ ${bound(target.atLeast)}`;
}

function inBrackets(target: Target): string {
  return target === null ? '' : `(promise ${promiseOf(target)})`;
}

function format(value: number): string {
  return value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
