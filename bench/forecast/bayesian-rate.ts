import type { Said } from './methods.ts';
import { type Moment, percentAt } from './moment.ts';

const HOUR_MS = 3_600_000;
/** Share of the window whose slope is the evidence: half an hour of five. */
const SLOPE_SHARE = 0.1;
const REPLAYED = 12;

/**
 * A rate with a normal prior from finished windows (final percent ÷ length), the least-squares slope of the last tenth
 * of the window as evidence, and the noise learnt by replaying finished windows: squared errors against δ and δ².
 * Says nothing with fewer than two finished windows.
 */
export function bayesianRate(moment: Moment): Said | null {
  const { pastWindows, windowMs, now, resetsAt, openedAt, percent } = moment;
  const past = pastWindows.filter((one) => one.openedAt >= (moment.changes[0]?.at ?? 0));
  if (past.length < 2) return null;
  const hours = windowMs / HOUR_MS;
  const prior = priorOf(past.map((one) => (one.lastPercent ?? 0) / hours));
  const noise = noiseOf(moment, past.slice(-REPLAYED), prior);
  const posterior = posteriorOf(moment, { now, from: openedAt }, { prior, noise });
  const left = (resetsAt - now) / HOUR_MS;
  const mean = percent + posterior.mean * left;
  const deviation = Math.sqrt(left ** 2 * posterior.variance + left * noise);
  const low = Math.min(100, Math.max(percent, mean - 1.2816 * deviation));
  const high = Math.min(100, Math.max(percent, mean + 1.2816 * deviation));
  return { probability: 1 - normal((100 - mean) / deviation), atReset: { low, high }, hitAt: null };
}

interface Gaussian {
  mean: number;
  variance: number;
}

function priorOf(rates: readonly number[]): Gaussian {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / Math.max(1, rates.length - 1);
  return { mean, variance: Math.max(variance, 0.01 * mean ** 2, 1e-4) };
}

function posteriorOf(
  moment: Moment,
  at: { now: number; from: number },
  { prior, noise }: { prior: Gaussian; noise: number },
): Gaussian {
  const evidence = slopeOf(moment, at, noise);
  if (evidence === null) return prior;
  const precision = 1 / prior.variance + 1 / evidence.variance;
  return {
    mean: (prior.mean / prior.variance + evidence.mean / evidence.variance) / precision,
    variance: 1 / precision,
  };
}

/** The slope over the last tenth of the window, samples before its beginning left out. */
function slopeOf(
  moment: Moment,
  { now, from }: { now: number; from: number },
  noise: number,
): Gaussian | null {
  const begin = Math.max(from, now - SLOPE_SHARE * moment.windowMs);
  const span = (now - begin) / HOUR_MS;
  if (span < 0.02 * (moment.windowMs / HOUR_MS)) return null;
  const points = Array.from({ length: 16 }, (_, index) => {
    const at = begin + ((now - begin) * index) / 15;
    return { x: (at - begin) / HOUR_MS, y: percentAt(moment.changes, at, from) };
  });
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const sxx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return { mean: Math.max(0, sxy / sxx), variance: Math.max(noise / span, 1e-4) };
}

/** Variance an hour: errors of the prior's rate over δ hours of finished windows, e² = a·δ + b·δ², a at least small. */
function noiseOf(
  moment: Moment,
  past: readonly { openedAt: number; resetsAt: number; lastPercent: number | null }[],
  prior: Gaussian,
): number {
  let [s11, s12, s22, t1, t2] = [0, 0, 0, 0, 0];
  for (const window of past) {
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      const at = window.openedAt + share * moment.windowMs;
      const delta = (window.resetsAt - at) / HOUR_MS;
      const from = percentAt(moment.changes, at, window.openedAt);
      const error = (window.lastPercent ?? 0) - from - prior.mean * delta;
      s11 += delta ** 2;
      s12 += delta ** 3;
      s22 += delta ** 4;
      t1 += delta * error ** 2;
      t2 += delta ** 2 * error ** 2;
    }
  }
  const determinant = s11 * s22 - s12 ** 2;
  const linear = determinant > 1e-9 ? (t1 * s22 - t2 * s12) / determinant : t1 / s11;
  return Math.max(linear, 0.1 * (t1 / s11), 1e-3);
}

/** Standard normal distribution (Abramowitz & Stegun 7.1.26). */
function normal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - poly * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
