import { instantMs } from './instant.ts';
import { ascii, isWord, skipSpace, skipValue, stringEnd } from './json-bytes.ts';
import {
  CACHE_SPLIT_KEYS,
  COPIED_KEYS,
  DATA_KEYS,
  FIELD,
  fieldOf,
  type KeyTable,
  LINE_KEYS,
  MESSAGE_KEYS,
  SERVER_TOOL_KEYS,
  TEXT_FIELDS,
  USAGE_KEYS,
} from './line-keys.ts';
import { ABSENT, BAD, LineRecord } from './line-record.ts';
import { stringText } from './utf8-text.ts';

/**
 * What a line with `"usage"` in it turned out to be.
 *
 * `request`: an API request with its tokens. `nothing`: a sound line that counts no request (a tool result that
 * quotes one, a made-up message). The others are damage: `json`: it does not parse. `time`: without a usable
 * timestamp it belongs to no day. `counts`: a count is negative, huge or no whole number.
 */
export type LineVerdict = 'request' | 'nothing' | LineDamage;
export const LINE_DAMAGES = ['json', 'time', 'counts'] as const;
export type LineDamage = (typeof LINE_DAMAGES)[number];

/**
 * Where a row stands. `main`: the conversation itself. `sidechain`: a subagent, or a side question that repeats
 * messages of its parent. `copy`: a progress line that quotes what a subagent's own file holds.
 */
export const CHAIN = { copy: 0, sidechain: 1, main: 2 } as const;

/** A text of the line as a span of its raw JSON string; `from` is -1 when it is not there. */
export interface Span {
  from: number;
  to: number;
}

const ASSISTANT = ascii('assistant');
const AGENT_PROGRESS = ascii('agent_progress');
const SYNTHETIC = ascii('<synthetic>');
const FAST = ascii('fast');

/**
 * Reads one line after another. What the last line said stands in the fields until the next `read`; nothing is
 * allocated per line and no text but keys is looked at twice.
 */
export class UsageLine {
  /** Ms since 1970. */
  at = 0;
  input = 0;
  output = 0;
  /** Written to the 5-minute and to the 1-hour cache. */
  cache5m = 0;
  cache1h = 0;
  cacheRead = 0;
  webSearches = 0;
  fast = false;
  /** One of `CHAIN`. */
  chain = 0;

  #bytes: Uint8Array = new Uint8Array(0);
  readonly #own = new LineRecord();
  readonly #copied = new LineRecord();
  #into = this.#own;
  #said = this.#own;
  readonly #dataType = new Int32Array(2);

  /** Reads `bytes[start, end)`, a line without its line feed. Behind it stands a line feed or the end of the buffer. */
  read(bytes: Uint8Array, start: number, end: number): LineVerdict {
    this.#bytes = bytes;
    this.#own.clear();
    this.#copied.clear();
    this.#dataType.fill(-1);
    this.#into = this.#own;
    const first = skipSpace(bytes, hasMark(bytes, start) ? start + 3 : start);
    const behind = bytes[first] === 0x7b ? this.#object(first, LINE_KEYS) : skipValue(bytes, first);
    if (behind === -1 || skipSpace(bytes, behind) !== end) return 'json';
    return this.#judge();
  }

  /** Message id, null where a gateway gave none. */
  get id(): Span {
    return this.#span(this.#said, FIELD.id);
  }
  get requestId(): Span {
    return this.#span(this.#said, FIELD.requestId);
  }
  get model(): Span {
    return this.#span(this.#said, FIELD.model);
  }
  get session(): Span {
    return this.#span(this.#own, FIELD.sessionId);
  }
  get cwd(): Span {
    return this.#span(this.#own, FIELD.cwd);
  }
  get branch(): Span {
    return this.#span(this.#own, FIELD.gitBranch);
  }

  /** Ms of the line's own timestamp whatever else it says; NaN when there is none. */
  lineTime(): number {
    return this.#time(this.#own);
  }

  #span(record: LineRecord, field: number): Span {
    return { from: record.from(field), to: record.to(field) };
  }

  #judge(): LineVerdict {
    const own = this.#own;
    const isCopy = !own.hasUsage && this.#isProgress();
    const said = isCopy ? this.#copied : own;
    this.#said = said;
    if (!said.hasUsage || !this.#countsAsRequest(said)) return 'nothing';
    for (let field = FIELD.input; field <= FIELD.webSearches; field++) {
      if (said.count(field) === BAD) return 'counts';
    }
    this.#takeCounts(said);
    this.chain = isCopy ? CHAIN.copy : own.isSidechain ? CHAIN.sidechain : CHAIN.main;
    const inner = this.#time(said);
    this.at = Number.isNaN(inner) && isCopy ? this.#time(own) : inner;
    return Number.isNaN(this.at) ? 'time' : 'request';
  }

  #countsAsRequest(said: LineRecord): boolean {
    if (said.from(FIELD.type) !== -1 && !this.#is(said, FIELD.type, ASSISTANT)) return false;
    if (said.count(FIELD.input) === ABSENT && said.count(FIELD.output) === ABSENT) return false;
    return !this.#is(said, FIELD.model, SYNTHETIC);
  }

  #takeCounts(said: LineRecord): void {
    this.input = orZero(said.count(FIELD.input));
    this.output = orZero(said.count(FIELD.output));
    this.cacheRead = orZero(said.count(FIELD.cacheRead));
    this.webSearches = orZero(said.count(FIELD.webSearches));
    const short = said.count(FIELD.cache5m);
    const long = said.count(FIELD.cache1h);
    const isSplit = short !== ABSENT || long !== ABSENT;
    this.cache5m = orZero(isSplit ? short : said.count(FIELD.cacheCreation));
    this.cache1h = orZero(long);
    this.fast = this.#is(said, FIELD.speed, FAST);
  }

  #isProgress(): boolean {
    const [from, to] = this.#dataType as unknown as [number, number];
    return from !== -1 && isText(this.#bytes, { from, to }, AGENT_PROGRESS);
  }

  #time(record: LineRecord): number {
    const from = record.from(FIELD.timestamp);
    return from === -1 ? Number.NaN : instantMs(this.#bytes, from, record.to(FIELD.timestamp));
  }

  #is(record: LineRecord, field: number, word: Uint8Array): boolean {
    const from = record.from(field);
    return from !== -1 && isText(this.#bytes, { from, to: record.to(field) }, word);
  }

  /** Steps over the object at `at`, taking what its table names. */
  #object(at: number, table: KeyTable): number {
    const bytes = this.#bytes;
    let index = skipSpace(bytes, at + 1);
    if (bytes[index] === 0x7d) return index + 1;
    for (;;) {
      if (bytes[index] !== 0x22) return -1;
      const keyEnd = stringEnd(bytes, index + 1);
      if (keyEnd === -1) return -1;
      const field = fieldOf(table, bytes, index + 1, keyEnd);
      index = skipSpace(bytes, keyEnd + 1);
      if (bytes[index] !== 0x3a) return -1;
      index = this.#take(field, skipSpace(bytes, index + 1));
      if (index === -1) return -1;
      index = skipSpace(bytes, index);
      if (bytes[index] === 0x7d) return index + 1;
      if (bytes[index] !== 0x2c) return -1;
      index = skipSpace(bytes, index + 1);
    }
  }

  #take(field: number, at: number): number {
    const bytes = this.#bytes;
    if (field < 0) return skipValue(bytes, at);
    const into = this.#into;
    if (field < TEXT_FIELDS) return into.takeText(field, bytes, at);
    if (field <= FIELD.webSearches) return into.takeCount(field, bytes, at);
    return this.#takeInner(field, at);
  }

  #takeInner(field: number, at: number): number {
    const into = this.#into;
    switch (field) {
      case FIELD.isSidechain:
        return into.takeSidechain(this.#bytes, at);
      case FIELD.message:
        into.clearMessage();
        return this.#nested(at, MESSAGE_KEYS);
      case FIELD.usage:
        into.clearUsage();
        into.hasUsage = this.#bytes[at] === 0x7b;
        return this.#nested(at, USAGE_KEYS);
      case FIELD.cacheSplit:
        into.clearCount(FIELD.cache5m);
        into.clearCount(FIELD.cache1h);
        return this.#nested(at, CACHE_SPLIT_KEYS);
      case FIELD.serverTools:
        into.clearCount(FIELD.webSearches);
        return this.#nested(at, SERVER_TOOL_KEYS);
      default:
        return this.#takeProgress(field, at);
    }
  }

  #takeProgress(field: number, at: number): number {
    if (field === FIELD.dataType) return this.#takeDataType(at);
    this.#copied.clear();
    if (field === FIELD.data) {
      this.#dataType.fill(-1);
      return this.#nested(at, DATA_KEYS);
    }
    this.#into = this.#copied;
    const end = this.#nested(at, COPIED_KEYS);
    this.#into = this.#own;
    return end;
  }

  #takeDataType(at: number): number {
    const end = skipValue(this.#bytes, at);
    const isString = this.#bytes[at] === 0x22;
    this.#dataType[0] = isString ? at + 1 : -1;
    this.#dataType[1] = isString ? end - 1 : -1;
    return end;
  }

  /** An object is read by its table; any other value says nothing. */
  #nested(at: number, table: KeyTable): number {
    return this.#bytes[at] === 0x7b ? this.#object(at, table) : skipValue(this.#bytes, at);
  }
}

function orZero(count: number): number {
  return count === ABSENT ? 0 : count;
}

/** A byte order mark. */
function hasMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** Whether a raw JSON string says this ASCII word, be it spelt with escapes. */
function isText(bytes: Uint8Array, span: Span, word: Uint8Array): boolean {
  const length = span.to - span.from;
  if (length === word.length) return isWord(bytes, span.from, word);
  if (length < word.length) return false;
  for (let index = span.from; index < span.to; index++) {
    if (bytes[index] === 0x5c) {
      return stringText(bytes, span.from, span.to) === String.fromCharCode(...word);
    }
  }
  return false;
}
