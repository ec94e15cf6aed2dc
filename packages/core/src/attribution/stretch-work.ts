import {
  addPrice,
  KINDS,
  type LocalWork,
  type ModelTable,
  rowsUntil,
  type TokenRates,
  tokensOf,
} from './local-work.ts';
import { DELAY_MS, type Stretch } from './stretches.ts';

/** The requests of one model at one place within a stretch. */
export interface WorkGroup {
  /** Place in the models of the work. */
  model: number;
  context: number;
  requests: number;
  tokens: number;
  /** List price in USD by kind of token. */
  usd: Float64Array;
  firstAt: number;
  lastAt: number;
}

/** The work of a stretch that a limit counts. */
export interface StretchWork {
  groups: WorkGroup[];
  /** List price in USD by family and kind: family · KINDS + kind. */
  usd: Float64Array;
  total: number;
  /** Variance, as a share of the work², by requests so near to an end that they may have shown on its other side. */
  edge: number;
}

export interface WorkOptions {
  work: LocalWork;
  table: ModelTable;
  /** Per row whether the limit counts it. */
  counts: Uint8Array;
}

/**
 * Sums up the counted requests of a stretch, in an order that does not hang on that of requests of one moment. A request
 * shows at any time within the delay, so one that ended just before an end of the stretch belongs to both sides in part.
 */
export function workOf(stretch: Stretch, options: WorkOptions): StretchWork {
  const { work, table, counts } = options;
  const groups = new Map<number, WorkGroup>();
  const usd = new Float64Array(table.families.length * KINDS);
  const ends = { variance: 0, start: 0, end: 0 };
  // One for all requests: there are hundreds of thousands.
  const price = new Float64Array(KINDS);
  for (let row = rowsUntil(work, stretch.from - DELAY_MS); row < stretch.endRow; row += 1) {
    if (counts[row] !== 1) continue;
    const at = work.at[row] as number;
    const before = shownBy(stretch.from - at);
    const shown = shownBy(stretch.to - at);
    price.fill(0);
    addPrice(price, work, { row, rates: table.rates[work.model[row] as number] as TokenRates });
    addTo(groupOf(groups, work, row), {
      price,
      share: shown - before,
      isWithin: row >= stretch.firstRow,
      at,
      tokens: tokensOf(work, row),
    });
    if (before === 0 && shown === 1) continue;
    const whole = price.reduce((sum, one) => sum + one, 0);
    ends.variance += whole ** 2 * (before * (1 - before) + shown * (1 - shown));
    ends.start += before > 0 && before < 1 ? whole : 0;
    ends.end += shown < 1 ? whole : 0;
  }
  const sorted = [...groups.values()].sort(
    (a, b) => a.firstAt - b.firstAt || a.context - b.context || a.model - b.model,
  );
  let total = 0;
  for (const group of sorted) {
    const first = (table.familyOf[group.model] as number) * KINDS;
    group.usd.forEach((price, kind) => {
      usd[first + kind] = (usd[first + kind] as number) + price;
      total += price;
    });
  }
  const variance = ends.variance + UNSURE * (ends.start ** 2 + ends.end ** 2);
  return { groups: sorted, usd, total, edge: total === 0 ? 0 : variance / total ** 2 };
}

/** How much of a request shows after a time, ms: any moment within the delay is as likely. */
function shownBy(passed: number): number {
  return Math.min(1, Math.max(0, passed / DELAY_MS));
}

/** How late things show is not the same everywhere: of the work near an end so much is in doubt in any case, squared. */
const UNSURE = 1 / 25;

function groupOf(groups: Map<number, WorkGroup>, work: LocalWork, row: number): WorkGroup {
  const model = work.model[row] as number;
  const context = work.context[row] as number;
  const key = context * work.models.length + model;
  const known = groups.get(key);
  if (known !== undefined) return known;
  const at = work.at[row] as number;
  const group = {
    model,
    context,
    requests: 0,
    tokens: 0,
    usd: new Float64Array(KINDS),
    firstAt: at,
    lastAt: at,
  };
  groups.set(key, group);
  return group;
}

function addTo(
  group: WorkGroup,
  request: { price: Float64Array; share: number; isWithin: boolean; at: number; tokens: number },
): void {
  request.price.forEach((price, kind) => {
    group.usd[kind] = (group.usd[kind] as number) + price * request.share;
  });
  group.lastAt = request.at;
  if (!request.isWithin) return;
  group.requests += 1;
  group.tokens += request.tokens;
}
