import { density, millsRatio } from './normal.ts';

/** One stretch with local work in it, as the fit sees it. */
export interface Observed {
  /** Points that the server's percent rose by. */
  rise: number;
  /** Variance by rounding at both ends, points². */
  rounding: number;
  /** Share of the work that lies so near to an end that it may have shown in the next stretch; its variance. */
  edge: number;
}

/** What besides the weights decides what is seen. */
export interface Surroundings {
  /** Share of the stretches in which nothing but local work counted. */
  alone: number;
  /** What else counted in the others, on average, points. */
  elsewhere: number;
  /** How much the limit scatters around the weights, as a share. */
  scatter: number;
}

/** Share of stretches that no theory explains: work that was not counted, numbers that were corrected. */
const ODD_SHARE = 0.02;
/** Those may be anything. */
const ODD_DENSITY: number = ODD_SHARE / 100;

/**
 * Log-likelihood of the rise of a stretch of which `local` points are expected of the local work: it is that, scattered;
 * or that and an exponentially distributed rest from elsewhere, never a negative one; or, rarely, anything.
 */
export function logLikelihood(seen: Observed, local: number, around: Surroundings): number {
  const sd = deviation(seen, local, around.scatter);
  const z = (seen.rise - local) / sd;
  const alone = (around.alone / sd) * density(z);
  const mixed = ((1 - around.alone) / around.elsewhere) * cutOff(z, sd / around.elsewhere);
  return Math.log((1 - ODD_SHARE) * (alone + mixed) + ODD_DENSITY);
}

/** Density of the sum of a normal and an exponential number, times the mean of the latter. */
function cutOff(z: number, ratio: number): number {
  const place = z - ratio;
  // The same twice, each where the other would be infinite times nothing.
  if (place < 3) return density(z) * millsRatio(place);
  return Math.exp(ratio * (ratio / 2 - z)) * (1 - density(place) * millsRatio(-place));
}

/** How the log-likelihood changes with what is expected of local work, and with the numbers behind the surroundings. */
export interface LikelihoodSlopes {
  perPoint: number;
  /** With the logit of `alone`, and the logs of `elsewhere` and `scatter`. */
  around: [alone: number, elsewhere: number, scatter: number];
}

/** The derivatives of `logLikelihood`. */
export function likelihoodSlopes(seen: Observed, local: number, around: Surroundings): LikelihoodSlopes {
  const { alone, elsewhere, scatter } = around;
  const sd = deviation(seen, local, scatter);
  const rest = seen.rise - local;
  const [z, ratio] = [rest / sd, sd / elsewhere];
  const bell = density(z);
  const only = (alone / sd) * bell;
  const tail = cutOff(z, ratio);
  const share = (1 - alone) / elsewhere;
  const whole = (1 - ODD_SHARE) * (only + share * tail) + ODD_DENSITY;
  const perRest = (-only * z) / sd + share * (bell / sd - tail / elsewhere);
  const perDeviation =
    (only * (z * z - 1)) / sd + share * ((tail * ratio) / elsewhere - bell * (z / sd + 1 / elsewhere));
  const perElsewhere =
    share * (tail * ((rest / elsewhere - ratio ** 2) / elsewhere) + (bell * ratio) / elsewhere) -
    (share * tail) / elsewhere;
  const factor = (1 - ODD_SHARE) / whole;
  return {
    perPoint: factor * (perDeviation * ((local * (scatter ** 2 + seen.edge)) / sd) - perRest),
    around: [
      factor * alone * (1 - alone) * (bell / sd - tail / elsewhere),
      factor * elsewhere * perElsewhere,
      factor * perDeviation * ((local * scatter) ** 2 / sd),
    ],
  };
}

/** What came from elsewhere in a stretch: mean and variance, given what was seen. */
export function elsewhereIn(
  seen: Observed,
  local: number,
  around: Surroundings,
): { mean: number; variance: number } {
  const sd = deviation(seen, local, around.scatter);
  const z = (seen.rise - local) / sd;
  const ratio = sd / around.elsewhere;
  const mills = millsRatio(z - ratio);
  const mixed = ((1 - around.alone) / around.elsewhere) * mills;
  const share = mixed / (mixed + around.alone / sd);
  const hazard = 1 / mills;
  // A normal distribution, cut off at 0.
  const mean = sd * Math.max(0, z - ratio + hazard);
  const variance = sd ** 2 * Math.max(0, 1 - hazard * (hazard + z - ratio));
  return { mean: share * mean, variance: share * variance + share * (1 - share) * mean ** 2 };
}

function deviation({ rounding, edge }: Observed, local: number, scatter: number): number {
  return Math.sqrt(rounding + local ** 2 * (scatter ** 2 + edge) + 1e-8);
}
