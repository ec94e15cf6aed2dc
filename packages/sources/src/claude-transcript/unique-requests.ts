import type { RequestRows } from './request-rows.ts';
import { CHAIN } from './usage-line.ts';

/**
 * Which of two rows of the same request tells what it used, and where it belongs: the main chain before repeats in a
 * sidechain, then the largest total (usage grows while an answer streams), then the transcript that began first (a
 * resumed session copies its history), then the later row, which is the final one. The rest only settles ties, so that
 * the answer does not depend on the order of the rows.
 */
export function outranks(rows: RequestRows, challenger: number, holder: number): boolean {
  const chain = (rows.chain[challenger] as number) - (rows.chain[holder] as number);
  if (chain !== 0) return chain > 0;
  const total = rows.total(challenger) - rows.total(holder);
  if (total !== 0) return total > 0;
  const rank = (rows.rank[challenger] as number) - (rows.rank[holder] as number);
  if (rank !== 0) return rank < 0;
  const at = (rows.at[challenger] as number) - (rows.at[holder] as number);
  return at !== 0 ? at > 0 : wouldWinTie(rows, challenger, holder);
}

function wouldWinTie(rows: RequestRows, challenger: number, holder: number): boolean {
  const difference =
    compare(rows.output, challenger, holder) ||
    compare(rows.input, challenger, holder) ||
    compare(rows.cacheRead, challenger, holder) ||
    compare(rows.cache1h, challenger, holder) ||
    compare(rows.requestId, challenger, holder);
  return difference > 0;
}

function compare(column: Int32Array, challenger: number, holder: number): number {
  return (column[challenger] as number) - (column[holder] as number);
}

/**
 * Marks the rows that count: one per request. Returns 1 for each row that does, 0 for its repeats.
 *
 * A request is known by its message id and request id, over all files. A row of a sidechain, or one without request
 * id, is the same request as any other with its message id. A row without message id is its own request. The answer
 * does not depend on the order of the rows.
 */
export function uniqueRequests(rows: RequestRows): Uint8Array {
  const counts = new Uint8Array(rows.length);
  const table = new RequestTable(rows, counts);
  const { slots } = table;
  const mask = slots.length - 1;
  const { idHigh, idLow, requestId, chain, length } = rows;
  // Rows that are told apart by their request id come first, so that the others find them all. Nearly every one is the
  // first under its id: that much is done in this loop, which becomes fast sooner than what it would call.
  for (let row = 0; row < length; row++) {
    const low = idLow[row] as number;
    if (low === 0 && idHigh[row] === 0) counts[row] = 1;
    else if (chain[row] === CHAIN.main && requestId[row] !== 0) {
      const slot = low & mask;
      if (slots[slot] === 0) {
        slots[slot] = row + 1;
        counts[row] = 1;
      } else table.addDistinct(row);
    }
  }
  for (let row = 0; row < length; row++) {
    if (chain[row] === CHAIN.main && requestId[row] !== 0) continue;
    const low = idLow[row] as number;
    if (low === 0 && idHigh[row] === 0) continue;
    const slot = low & mask;
    if (slots[slot] === 0) {
      slots[slot] = row + 1;
      counts[row] = 1;
    } else table.addRepeat(row);
  }
  return counts;
}

/** Message id → the rows that count under it. Nearly always one; more only where one id has several request ids. */
class RequestTable {
  readonly #rows: RequestRows;
  readonly #counts: Uint8Array;
  /** Row number + 1 of the first row under an id, 0 where the slot is free. */
  readonly slots: Int32Array;
  readonly #mask: number;
  /** Further rows under the id of a slot. */
  readonly #others = new Map<number, number[]>();

  constructor(rows: RequestRows, counts: Uint8Array) {
    this.#rows = rows;
    this.#counts = counts;
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, rows.length * 2)));
    this.slots = new Int32Array(size);
    this.#mask = size - 1;
  }

  addDistinct(row: number): void {
    const slot = this.#slotOf(row);
    const first = (this.slots[slot] as number) - 1;
    const requestId = this.#rows.requestId;
    if (first === -1) {
      this.#occupy(slot, row);
    } else if (requestId[first] === requestId[row]) {
      this.#settle(slot, first, row);
    } else {
      const others = this.#others.get(slot) ?? [];
      const same = others.find((other) => requestId[other] === requestId[row]);
      if (same !== undefined) this.#settle(slot, same, row);
      else {
        this.#others.set(slot, [...others, row]);
        this.#counts[row] = 1;
      }
    }
  }

  addRepeat(row: number): void {
    const slot = this.#slotOf(row);
    let best = (this.slots[slot] as number) - 1;
    if (best === -1) {
      this.#occupy(slot, row);
      return;
    }
    for (const other of this.#others.get(slot) ?? []) if (outranks(this.#rows, other, best)) best = other;
    this.#settle(slot, best, row);
  }

  #occupy(slot: number, row: number): void {
    this.slots[slot] = row + 1;
    this.#counts[row] = 1;
  }

  #settle(slot: number, holder: number, challenger: number): void {
    if (!outranks(this.#rows, challenger, holder)) return;
    this.#counts[holder] = 0;
    this.#counts[challenger] = 1;
    if (this.slots[slot] === holder + 1) this.slots[slot] = challenger + 1;
    else {
      const others = this.#others.get(slot) ?? [];
      others[others.indexOf(holder)] = challenger;
    }
  }

  #slotOf(row: number): number {
    const { idHigh, idLow } = this.#rows;
    const high = idHigh[row];
    const low = idLow[row] as number;
    let slot = low & this.#mask;
    for (;;) {
      const holder = (this.slots[slot] as number) - 1;
      if (holder === -1 || (idHigh[holder] === high && idLow[holder] === low)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}
