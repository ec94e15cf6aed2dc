// Takes the requests out of plain lines, in AssemblyScript, compiled by `node scripts/transcript-kernels.ts`: what
// `decodeLines`, `UsageLine`, `FileRows` and `packRows` do, as long as there is nothing odd about a line; a test holds
// the two ways against each other. What is odd is left to the caller, who adds such a row to the same ring by `push`.
//
//   slots   i32 each, in the order of the constants below
//   words   the hashes of `assistant`, `<synthetic>` and `fast`, each i32 high, low
//   names   the hashes of model, session, folder and branch of the row added last; i32 their number of the model, of
//           the context. All of it is written by the caller, who alone gives numbers
//   ring    rows that later ones may still be folded into: f64 at, then i32 each, as below
//   packed  bytes of rows that nothing is folded into any more

import { ESCAPED_KEY, buffer, counts, findLine, hashes, line, skim, spans, times } from './skim-kernel';

let slots: usize = 0;
let words: usize = 0;
let names: usize = 0;
let ring: usize = 0;
let packed: usize = 0;
let packedEnd: usize = 0;

/** Where the next byte is packed. */
let cursor: usize = 0;
/** Rows in the ring, and rows packed. */
let held: i32 = 0;
let count: i32 = 0;
/** Of the row packed last. */
let lastAt: i64 = 0;
let lastModel: i32 = -1;
let lastContext: i32 = -1;

const SLOT_TYPE: usize = 0;
const SLOT_TIMESTAMP: usize = 1;
const SLOT_REQUEST_ID: usize = 2;
const SLOT_ID: usize = 3;
const SLOT_MODEL: usize = 4;
const SLOT_USAGE: usize = 5;
const SLOT_INPUT: usize = 6;
const SLOT_OUTPUT: usize = 7;
const SLOT_CACHE_CREATION: usize = 8;
const SLOT_CACHE_READ: usize = 9;
const SLOT_CACHE_5M: usize = 10;
const SLOT_CACHE_1H: usize = 11;
const SLOT_WEB_SEARCHES: usize = 12;
const SLOT_SPEED: usize = 13;
const SLOT_SESSION: usize = 14;
const SLOT_CWD: usize = 15;
const SLOT_BRANCH: usize = 16;
const SLOT_IS_SIDECHAIN: usize = 17;
const SLOT_QUOTED_USAGE: usize = 18;

const AT: usize = 0;
const ID_HIGH: usize = 8;
const ID_LOW: usize = 12;
const REQUEST_ID: usize = 16;
const INPUT: usize = 20;
const OUTPUT: usize = 24;
const CACHE_5M: usize = 28;
const CACHE_1H: usize = 32;
const CACHE_READ: usize = 36;
const WEB_SEARCHES: usize = 40;
const MODEL: usize = 44;
const CONTEXT: usize = 48;
const CHAIN: usize = 52;
const FAST: usize = 56;
const ROW: usize = 64;
/** How many rows back a row may be folded: as in `FileRows`. */
const REACH: i32 = 4;
/** No packed row takes more bytes. */
const LONGEST_ROW: usize = 64;

const SIDECHAIN: i32 = 1;
const MAIN: i32 = 2;
const ABSENT: i32 = -1;

/** What `takeLines` ended for. */
const DONE: i32 = 0;
const ODD_LINE: i32 = 1;
const FULL: i32 = 2;

export function layOutRows(
  slotsAt: usize,
  wordsAt: usize,
  namesAt: usize,
  ringAt: usize,
  packedAt: usize,
  packedSize: usize,
): void {
  slots = slotsAt;
  words = wordsAt;
  names = namesAt;
  ring = ringAt;
  packed = packedAt;
  packedEnd = packedAt + packedSize;
}

/** Begins a file. */
export function begin(): void {
  cursor = packed;
  held = 0;
  count = 0;
  lastAt = 0;
  lastModel = -1;
  lastContext = -1;
}

/**
 * Takes the requests out of the lines of `[from, to)`, both of which stand behind a line feed. `DONE`: there are no
 * more. `ODD_LINE`: the line found last is left to the caller. `FULL`: what was packed has to be drained; the line
 * found last begins where to go on.
 */
export function takeLines(from: usize, to: usize, table: usize): i32 {
  let at = from;
  while (at < to) {
    if (packedEnd - cursor < LONGEST_ROW) {
      store<usize>(line, at - buffer);
      return FULL;
    }
    if (!findLine(at, to)) return DONE;
    const end = buffer + load<usize>(line + 4);
    if (!takeLine(buffer + load<usize>(line), end, table)) return ODD_LINE;
    at = end + 1;
  }
  return DONE;
}

/** Where the caller puts a row together that he then pushes. */
export function candidate(): usize {
  return ring + usize(held) * ROW;
}

/** How many bytes have been packed; the next ones begin anew. */
export function drain(): usize {
  const size = cursor - packed;
  cursor = packed;
  return size;
}

/** Packs what is left of a file. Returns the number of its rows. */
export function finish(): i32 {
  for (let index = 0; index < held; index++) pack(ring + usize(index) * ROW);
  held = 0;
  return count;
}

/** False when the caller has to look himself. */
function takeLine(start: usize, end: usize, table: usize): bool {
  if (load<u8>(start) != 0x7b) return false;
  const behind = skim(start, table);
  if (behind <= ESCAPED_KEY || behind != end || load<i32>(line + 8) != 0) return false;
  // A line that quotes another one's usage may be a request too, of a kind.
  if (!startsWith(SLOT_USAGE, 0x7b)) return !startsWith(SLOT_QUOTED_USAGE, 0x7b);
  if (startsWith(SLOT_TYPE, 0x22) && hashOf(SLOT_TYPE) != load<i64>(words)) return true;
  if (countOf(SLOT_INPUT) == ABSENT && countOf(SLOT_OUTPUT) == ABSENT) return true;
  if (hashOf(SLOT_MODEL) == load<i64>(words + 8)) return true;
  const at = load<f64>(times + (slotOf(SLOT_TIMESTAMP) << 3));
  if (isNaN(at) || !hasLastNames()) return false;
  putRow(candidate(), at);
  push();
  return true;
}

function putRow(row: usize, at: f64): void {
  store<f64>(row + AT, at);
  const id = isNamed(SLOT_ID) ? hashOf(SLOT_ID) : 0;
  store<i64>(row + ID_HIGH, id);
  store<i32>(row + REQUEST_ID, requestIdOf());
  store<i32>(row + INPUT, max(0, countOf(SLOT_INPUT)));
  store<i32>(row + OUTPUT, max(0, countOf(SLOT_OUTPUT)));
  const short = countOf(SLOT_CACHE_5M);
  const long = countOf(SLOT_CACHE_1H);
  // The sum stands in only where neither of its parts is told.
  const written = short == ABSENT && long == ABSENT ? countOf(SLOT_CACHE_CREATION) : short;
  store<i32>(row + CACHE_5M, max(0, written));
  store<i32>(row + CACHE_1H, max(0, long));
  store<i32>(row + CACHE_READ, max(0, countOf(SLOT_CACHE_READ)));
  store<i32>(row + WEB_SEARCHES, max(0, countOf(SLOT_WEB_SEARCHES)));
  store<i64>(row + MODEL, load<i64>(names + 32));
  store<i32>(row + CHAIN, startsWith(SLOT_IS_SIDECHAIN, 0x74) ? SIDECHAIN : MAIN);
  store<i32>(row + FAST, hashOf(SLOT_SPEED) == load<i64>(words + 16) ? 1 : 0);
}

function slotOf(name: usize): usize {
  return load<usize>(slots + (name << 2));
}

function startsWith(name: usize, byte: u8): bool {
  const from = load<i32>(spans + (slotOf(name) << 3));
  return from != -1 && load<u8>(buffer + from) == byte;
}

/** Whether a text is there, and not empty. */
function isNamed(name: usize): bool {
  const span = spans + (slotOf(name) << 3);
  return startsWith(name, 0x22) && load<i32>(span + 4) - load<i32>(span) > 2;
}

function hashOf(name: usize): i64 {
  return load<i64>(hashes + (slotOf(name) << 3));
}

function countOf(name: usize): i32 {
  return load<i32>(counts + (slotOf(name) << 2));
}

/** 32 bits are plenty among the rows of one message id; either half alone will do. */
function requestIdOf(): i32 {
  if (!isNamed(SLOT_REQUEST_ID)) return 0;
  const hash = hashOf(SLOT_REQUEST_ID);
  const low = i32(hash >> 32);
  return low != 0 ? low : i32(hash);
}

/** Whether the names are those of the row added last, of which the numbers are known. */
function hasLastNames(): bool {
  return (
    hashOf(SLOT_MODEL) == load<i64>(names) &&
    hashOf(SLOT_SESSION) == load<i64>(names + 8) &&
    hashOf(SLOT_CWD) == load<i64>(names + 16) &&
    hashOf(SLOT_BRANCH) == load<i64>(names + 24) &&
    load<i32>(names + 32) != -1
  );
}

/** Adds the candidate to the ring, or folds it into a row that is the same in all that tells requests apart. */
export function push(): void {
  const row = candidate();
  if (load<i64>(row + ID_HIGH) != 0) {
    for (let index = held - 1; index >= 0; index--) {
      const earlier = ring + usize(index) * ROW;
      if (!isSame(earlier, row)) continue;
      if (outranks(row, earlier)) memory.copy(earlier, row, ROW);
      return;
    }
  }
  if (held < REACH) {
    held++;
    return;
  }
  pack(ring);
  memory.copy(ring, ring + ROW, ROW * usize(REACH));
}

function isSame(earlier: usize, row: usize): bool {
  return (
    load<i64>(earlier + ID_HIGH) == load<i64>(row + ID_HIGH) &&
    load<i32>(earlier + REQUEST_ID) == load<i32>(row + REQUEST_ID) &&
    load<i32>(earlier + CHAIN) == load<i32>(row + CHAIN)
  );
}

/** As `outranks` in packages/sources does among rows of one file and one chain. */
function outranks(challenger: usize, holder: usize): bool {
  const totals = total(challenger) - total(holder);
  if (totals != 0) return totals > 0;
  const since = load<f64>(challenger + AT) - load<f64>(holder + AT);
  if (since != 0) return since > 0;
  for (let index = 0; index < 4; index++) {
    const column = index == 0 ? OUTPUT : index == 1 ? INPUT : index == 2 ? CACHE_READ : CACHE_1H;
    const one = load<i32>(challenger + column);
    const other = load<i32>(holder + column);
    if (one != other) return one > other;
  }
  return false;
}

function total(row: usize): i64 {
  return (
    i64(load<i32>(row + INPUT)) +
    i64(load<i32>(row + OUTPUT)) +
    i64(load<i32>(row + CACHE_5M)) +
    i64(load<i32>(row + CACHE_1H)) +
    i64(load<i32>(row + CACHE_READ))
  );
}

/** Packs one row as `packRows` does. */
function pack(row: usize): void {
  const model = load<i32>(row + MODEL);
  const context = load<i32>(row + CONTEXT);
  const requestId = load<i32>(row + REQUEST_ID);
  const searches = load<i32>(row + WEB_SEARCHES);
  const hasId = load<i64>(row + ID_HIGH) != 0;
  let bits = load<i32>(row + CHAIN);
  if (hasId) bits |= 4;
  if (requestId != 0) bits |= 8;
  if (load<i32>(row + FAST) != 0) bits |= 16;
  if (searches != 0) bits |= 32;
  if (model != lastModel) bits |= 64;
  if (context != lastContext) bits |= 128;
  store<u8>(cursor++, u8(bits));
  if (hasId) {
    store<i64>(cursor, load<i64>(row + ID_HIGH));
    cursor += 8;
  }
  if (requestId != 0) {
    store<i32>(cursor, requestId);
    cursor += 4;
  }
  const at = i64(load<f64>(row + AT));
  const difference = at - lastAt;
  number(u64((difference << 1) ^ (difference >> 63)));
  lastAt = at;
  if (model != lastModel) number(model);
  if (context != lastContext) number(context);
  lastModel = model;
  lastContext = context;
  number(load<i32>(row + INPUT));
  number(load<i32>(row + OUTPUT));
  number(load<i32>(row + CACHE_5M));
  number(load<i32>(row + CACHE_1H));
  number(load<i32>(row + CACHE_READ));
  if (searches != 0) number(searches);
  count++;
}

/** Seven bits a byte, as `ByteWriter` writes them. */
function number(value: u64): void {
  let rest = value;
  while (rest > 0x7f) {
    store<u8>(cursor++, u8(rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  store<u8>(cursor++, u8(rest));
}
