/** One line of a benchmark: ours beside something everybody can run, measured in the same run. */
export interface Comparison {
  what: string;
  ours: number;
  other: number;
  unit: string;
  /** What `other` is. */
  against: string;
  /** The promise: the ratio ours/other is at most, or at least, this. */
  target: { atMost: number } | { atLeast: number } | null;
}

/** Prints comparisons as ratios; returns how many promises were missed. */
export function printComparisons(title: string, comparisons: readonly Comparison[]): number {
  console.log(`\n${title}`);
  let missed = 0;
  for (const { what, ours, other, unit, against, target } of comparisons) {
    const ratio = ours / other;
    const met = target === null || ('atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast);
    if (!met) missed += 1;
    const promise =
      target === null
        ? ''
        : 'atMost' in target
          ? `(promise ≤ ${target.atMost})`
          : `(promise ≥ ${target.atLeast})`;
    const numbers = `${format(ours)} ${unit} against ${format(other)} ${unit}`;
    console.log(
      `  ${what.padEnd(46)} ${ratio.toFixed(2)} × ${promise} ${met ? '' : 'MISSED '} ${numbers} (${against})`,
    );
  }
  return missed;
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
