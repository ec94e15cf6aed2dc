// Reads the index of the transcripts in AssemblyScript, compiled by `node scripts/transcript-kernels.ts`: unpacks chunks
// into columns, finds the rows that count and sums them up. It does what `readChunk`, `uniqueRequests` and
// `plainSumRuns` do; tests hold them against each other. Its caller lays out the memory, with room for a number of rows:
//
//   columns   per row f64 at, each of the i32 columns below, u8 fast, u8 chain, u8 counts; all zero at first
//   next      per row i32: the next row + 1 that counts under the same message id, 0 for none
//   slots     i32 row + 1 of the first row that counts under a message id, 0 where free; a power of two, all zero
//   numbers   i32 per model and context of a chunk
//   run       f64 each, in the order of `RUN`

/** The number of a context among all contexts. */
@external("env", "contextNumber")
declare function contextNumber(session: i32, cwd: i32, branch: i32): i32;
/** Writes what holds for the run that begins with a row. */
@external("env", "beginRun")
declare function beginRun(row: i32): void;
/** Takes the sums of the run. */
@external("env", "endRun")
declare function endRun(): void;

let at: usize = 0;
let idHigh: usize = 0;
let idLow: usize = 0;
let requestId: usize = 0;
let input: usize = 0;
let output: usize = 0;
let cache5m: usize = 0;
let cache1h: usize = 0;
let cacheRead: usize = 0;
let webSearches: usize = 0;
let model: usize = 0;
let context: usize = 0;
let rank: usize = 0;
let fast: usize = 0;
let chain: usize = 0;
let counts: usize = 0;
let next: usize = 0;
let room: i32 = 0;

/** Where the next byte of a chunk is read. */
let cursor: usize = 0;

const CHAIN_BITS: u8 = 3;
const HAS_ID: u8 = 4;
const HAS_REQUEST_ID: u8 = 8;
const IS_FAST: u8 = 16;
const HAS_SEARCHES: u8 = 32;
const NEW_MODEL: u8 = 64;
const NEW_CONTEXT: u8 = 128;
const MAIN: u8 = 2;

/** Lays the columns out from `columns` on, in the order above. Returns what is behind them. */
export function layOut(columns: usize, rows: i32): usize {
  room = rows;
  const words: usize = usize(rows) * 4;
  at = columns;
  idHigh = at + 2 * words;
  idLow = idHigh + words;
  requestId = idLow + words;
  input = requestId + words;
  output = input + words;
  cache5m = output + words;
  cache1h = cache5m + words;
  cacheRead = cache1h + words;
  webSearches = cacheRead + words;
  model = webSearches + words;
  context = model + words;
  rank = context + words;
  next = rank + words;
  fast = next + words;
  chain = fast + rows;
  counts = chain + rows;
  return counts + rows;
}

/** Seven bits a byte, as `ByteWriter` writes them. */
function count(): u64 {
  let byte: u64 = load<u8>(cursor++);
  let value = byte & 0x7f;
  let shift: u64 = 7;
  while (byte >= 0x80) {
    byte = load<u8>(cursor++);
    value |= (byte & 0x7f) << shift;
    shift += 7;
  }
  return value;
}

function int32(): i32 {
  const value = load<i32>(cursor);
  cursor += 4;
  return value;
}

/**
 * Adds the rows of the chunk at `from` behind the first `length` rows. Returns how many there are then; -1 when there
 * is no room for them.
 */
export function readChunk(from: usize, length: i32, fileRank: i32, numbers: usize): i32 {
  cursor = from;
  const models = numbers;
  let end = numbers;
  for (let rest = i32(count()); rest > 0; rest--, end += 4) store<i32>(end, i32(count()));
  const contexts = end;
  for (let rest = i32(count()); rest > 0; rest--, end += 4) {
    const session = i32(count());
    const cwd = i32(count());
    store<i32>(end, contextNumber(session, cwd, i32(count())));
  }
  const behind = length + i32(count());
  if (behind > room) return -1;
  readRows(length, behind, fileRank, models, contexts);
  return behind;
}

function readRows(first: i32, behind: i32, fileRank: i32, models: usize, contexts: usize): void {
  let now: i64 = 0;
  let currentModel = 0;
  let currentContext = 0;
  for (let row = first; row < behind; row++) {
    const word = usize(row) << 2;
    const bits = load<u8>(cursor++);
    store<u8>(chain + row, bits & CHAIN_BITS);
    if ((bits & HAS_ID) != 0) {
      store<i32>(idHigh + word, int32());
      store<i32>(idLow + word, int32());
    }
    if ((bits & HAS_REQUEST_ID) != 0) store<i32>(requestId + word, int32());
    const difference = count();
    now += i64(difference >> 1) ^ -i64(difference & 1);
    store<f64>(at + (usize(row) << 3), f64(now));
    if ((bits & NEW_MODEL) != 0) currentModel = load<i32>(models + (usize(count()) << 2));
    if ((bits & NEW_CONTEXT) != 0) currentContext = load<i32>(contexts + (usize(count()) << 2));
    store<i32>(model + word, currentModel);
    store<i32>(context + word, currentContext);
    store<i32>(rank + word, fileRank);
    store<i32>(input + word, i32(count()));
    store<i32>(output + word, i32(count()));
    store<i32>(cache5m + word, i32(count()));
    store<i32>(cache1h + word, i32(count()));
    store<i32>(cacheRead + word, i32(count()));
    if ((bits & HAS_SEARCHES) != 0) store<i32>(webSearches + word, i32(count()));
    if ((bits & IS_FAST) != 0) store<u8>(fast + row, 1);
  }
}

/** Marks the rows that count. `mask` is the number of slots less one. */
export function markUnique(length: i32, slots: usize, mask: i32): void {
  for (let row = 0; row < length; row++) {
    if (!hasId(row)) store<u8>(counts + row, 1);
    else if (isDistinct(row)) addDistinct(row, slotOf(row, slots, mask));
  }
  // After all that are told apart by their request id, so that these find them all.
  for (let row = 0; row < length; row++) {
    if (hasId(row) && !isDistinct(row)) addRepeat(row, slotOf(row, slots, mask));
  }
}

function hasId(row: i32): bool {
  return (int(idLow, row) | int(idHigh, row)) != 0;
}

/** Whether the request id tells a row apart from others with its message id. */
function isDistinct(row: i32): bool {
  return load<u8>(chain + row) == MAIN && int(requestId, row) != 0;
}

function int(column: usize, row: i32): i32 {
  return load<i32>(column + (usize(row) << 2));
}

/** The slot of the message id of a row: its own, or the free one that it can take. */
function slotOf(row: i32, slots: usize, mask: i32): usize {
  const high = int(idHigh, row);
  const low = int(idLow, row);
  let index = low & mask;
  while (true) {
    const slot = slots + (usize(index) << 2);
    const holder = load<i32>(slot) - 1;
    if (holder == -1 || (int(idLow, holder) == low && int(idHigh, holder) == high)) return slot;
    index = (index + 1) & mask;
  }
}

function addDistinct(row: i32, slot: usize): void {
  let link = slot;
  while (true) {
    const holder = load<i32>(link) - 1;
    if (holder == -1) {
      store<i32>(link, row + 1);
      store<u8>(counts + row, 1);
      return;
    }
    if (int(requestId, holder) == int(requestId, row)) {
      settle(link, holder, row);
      return;
    }
    link = next + (usize(holder) << 2);
  }
}

function addRepeat(row: i32, slot: usize): void {
  let bestLink = slot;
  let best = load<i32>(slot) - 1;
  if (best == -1) {
    store<i32>(slot, row + 1);
    store<u8>(counts + row, 1);
    return;
  }
  let link = next + (usize(best) << 2);
  for (let other = load<i32>(link) - 1; other != -1; other = load<i32>(link) - 1) {
    if (outranks(other, best)) {
      best = other;
      bestLink = link;
    }
    link = next + (usize(other) << 2);
  }
  settle(bestLink, best, row);
}

/** Puts the challenger in the place of the row that `link` leads to, if it outranks it. */
function settle(link: usize, holder: i32, challenger: i32): void {
  if (!outranks(challenger, holder)) return;
  store<u8>(counts + holder, 0);
  store<u8>(counts + challenger, 1);
  store<i32>(next + (usize(challenger) << 2), int(next, holder));
  store<i32>(link, challenger + 1);
}

/** As `outranks` in packages/sources. */
function outranks(challenger: i32, holder: i32): bool {
  const chains = i32(load<u8>(chain + challenger)) - i32(load<u8>(chain + holder));
  if (chains != 0) return chains > 0;
  const totals = total(challenger) - total(holder);
  if (totals != 0) return totals > 0;
  if (int(rank, challenger) != int(rank, holder)) return int(rank, challenger) < int(rank, holder);
  const since = load<f64>(at + (usize(challenger) << 3)) - load<f64>(at + (usize(holder) << 3));
  if (since != 0) return since > 0;
  return winsTie(challenger, holder);
}

function total(row: i32): i64 {
  return (
    i64(int(input, row)) + i64(int(output, row)) + i64(int(cache5m, row)) + i64(int(cache1h, row)) +
    i64(int(cacheRead, row))
  );
}

function winsTie(challenger: i32, holder: i32): bool {
  if (int(output, challenger) != int(output, holder)) return int(output, challenger) > int(output, holder);
  if (int(input, challenger) != int(input, holder)) return int(input, challenger) > int(input, holder);
  if (int(cacheRead, challenger) != int(cacheRead, holder)) return int(cacheRead, challenger) > int(cacheRead, holder);
  if (int(cache1h, challenger) != int(cache1h, holder)) return int(cache1h, challenger) > int(cache1h, holder);
  return int(requestId, challenger) > int(requestId, holder);
}

const FROM: usize = 0;
const TO: usize = 8;
const RATES: usize = 16;
const FAST_FACTOR: usize = 96;
const SEARCH_RATE: usize = 104;
const REQUESTS: usize = 112;
const INPUT: usize = 120;
const OUTPUT: usize = 128;
const CACHE_5M: usize = 136;
const CACHE_1H: usize = 144;
const CACHE_READ: usize = 152;
const WEB_SEARCHES: usize = 160;
const USD: usize = 168;
const UNPRICED: usize = 176;
const FIRST_AT: usize = 184;
const LAST_AT: usize = 192;

/** Rates of a plain context, then as many of a long one. */
const LONG_RATES: usize = 40;
const LONG_CONTEXT: f64 = 200_000;
const MILLION: f64 = 1_000_000;

/** As `plainSumRuns`. */
export function sumRuns(length: i32, run: usize): void {
  let currentModel = -1;
  let currentContext = -1;
  for (let row = 0; row < length; row++) {
    if (load<u8>(counts + row) == 0) continue;
    const moment = load<f64>(at + (usize(row) << 3));
    const isSame =
      int(model, row) == currentModel && int(context, row) == currentContext &&
      moment >= load<f64>(run, FROM) && moment < load<f64>(run, TO);
    if (!isSame) {
      if (currentModel != -1) endRun();
      currentModel = int(model, row);
      currentContext = int(context, row);
      beginRun(row);
      memory.fill(run + REQUESTS, 0, FIRST_AT - REQUESTS);
      store<f64>(run, moment, FIRST_AT);
      store<f64>(run, moment, LAST_AT);
    }
    if (moment < load<f64>(run, FIRST_AT)) store<f64>(run, moment, FIRST_AT);
    if (moment > load<f64>(run, LAST_AT)) store<f64>(run, moment, LAST_AT);
    addRow(row, run);
  }
  if (currentModel != -1) endRun();
}

function addRow(row: i32, run: usize): void {
  const fresh = f64(int(input, row));
  const written = f64(int(output, row));
  const short = f64(int(cache5m, row));
  const long = f64(int(cache1h, row));
  const read = f64(int(cacheRead, row));
  const searches = f64(int(webSearches, row));
  const rates = fresh + short + long + read > LONG_CONTEXT ? run + LONG_RATES : run;
  const tokens =
    (fresh * load<f64>(rates, RATES) + written * load<f64>(rates, RATES + 8) + short * load<f64>(rates, RATES + 16) +
      long * load<f64>(rates, RATES + 24) + read * load<f64>(rates, RATES + 32)) / MILLION;
  const factor = load<u8>(fast + row) == 1 ? load<f64>(run, FAST_FACTOR) : 1;
  const usd = tokens * factor + searches * load<f64>(run, SEARCH_RATE);
  add(run + REQUESTS, 1);
  add(run + INPUT, fresh);
  add(run + OUTPUT, written);
  add(run + CACHE_5M, short);
  add(run + CACHE_1H, long);
  add(run + CACHE_READ, read);
  add(run + WEB_SEARCHES, searches);
  if (isNaN(usd)) add(run + UNPRICED, 1);
  else add(run + USD, usd);
}

function add(sum: usize, amount: f64): void {
  store<f64>(sum, load<f64>(sum) + amount);
}
