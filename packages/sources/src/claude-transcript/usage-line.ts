import { instantMs } from './instant.ts';
import { ascii, isWord, skipSpace, skipValue } from './json-bytes.ts';
import { ByteSkimmer, type Skimmer } from './skim.ts';
import { ABSENT, BAD, countAt } from './token-count.ts';
import {
  LINE_SLOTS,
  OWN_SLOTS,
  QUOTED_SLOTS,
  type RequestSlots,
  TRANSCRIPT_KEYS,
} from './transcript-keys.ts';
import { isPlainText, stringText } from './utf8-text.ts';

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

/** A text of the line as the inside of its raw JSON string; `from` is -1 when it is not there. */
export interface Span {
  from: number;
  to: number;
}

const ASSISTANT = ascii('assistant');
const AGENT_PROGRESS = ascii('agent_progress');
const SYNTHETIC = ascii('<synthetic>');
const FAST = ascii('fast');
const QUOTE = 0x22;
const OPEN = 0x7b;
/** The first letter of `true`. */
const TRUE = 0x74;

/**
 * Reads one line after another. What the last line said stands in the fields until the next `read`; hardly anything is
 * allocated per line, and no text is looked at but once.
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

  /** Message id; missing where a gateway gave none. */
  readonly id: Span = { from: -1, to: -1 };
  readonly requestId: Span = { from: -1, to: -1 };
  readonly model: Span = { from: -1, to: -1 };
  readonly session: Span = { from: -1, to: -1 };
  readonly cwd: Span = { from: -1, to: -1 };
  readonly branch: Span = { from: -1, to: -1 };

  readonly #skimmer: Skimmer;
  #bytes: Uint8Array = new Uint8Array(0);

  /** `skimmer` has to look for `TRANSCRIPT_KEYS`. @default one in plain code */
  constructor(skimmer: Skimmer = new ByteSkimmer(TRANSCRIPT_KEYS)) {
    this.#skimmer = skimmer;
  }

  /** Reads `bytes[start, end)`, a line without its line feed. Behind it stands a line feed or the end of the buffer. */
  read(bytes: Uint8Array, start: number, end: number): LineVerdict {
    this.#bytes = bytes;
    const first = skipSpace(bytes, hasMark(bytes, start) ? start + 3 : start);
    const isObject = bytes[first] === OPEN;
    if (!isObject) this.#skimmer.spans.fill(-1);
    const behind = isObject ? this.#skimmer.skim(bytes, first) : skipValue(bytes, first);
    if (behind === -1 || skipSpace(bytes, behind) !== end) return 'json';
    return this.#judge();
  }

  /** Ms of the line's own timestamp whatever else it says; NaN when there is none. */
  lineTime(): number {
    return this.#time(OWN_SLOTS.timestamp);
  }

  #judge(): LineVerdict {
    const isOwn = this.#startsWith(OWN_SLOTS.usage, OPEN);
    const isCopy =
      !isOwn && this.#startsWith(QUOTED_SLOTS.usage, OPEN) && this.#says(LINE_SLOTS.dataType, AGENT_PROGRESS);
    if (!isOwn && !isCopy) return 'nothing';
    const slots = isOwn ? OWN_SLOTS : QUOTED_SLOTS;
    if (this.#startsWith(slots.type, QUOTE) && !this.#says(slots.type, ASSISTANT)) return 'nothing';
    const input = this.#count(slots.input);
    const output = this.#count(slots.output);
    if (input === ABSENT && output === ABSENT) return 'nothing';
    if (this.#says(slots.model, SYNTHETIC)) return 'nothing';
    if (!this.#takeCounts(slots, input, output)) return 'counts';
    const isSidechain = this.#startsWith(LINE_SLOTS.isSidechain, TRUE);
    this.chain = isCopy ? CHAIN.copy : isSidechain ? CHAIN.sidechain : CHAIN.main;
    const inner = this.#time(slots.timestamp);
    this.at = Number.isNaN(inner) && isCopy ? this.lineTime() : inner;
    if (Number.isNaN(this.at)) return 'time';
    this.#takeTexts(slots);
    return 'request';
  }

  #takeTexts(slots: RequestSlots): void {
    this.#takeText(this.id, slots.id);
    this.#takeText(this.requestId, slots.requestId);
    this.#takeText(this.model, slots.model);
    this.#takeText(this.session, slots.session);
    this.#takeText(this.cwd, slots.cwd);
    this.#takeText(this.branch, slots.branch);
  }

  #takeText(into: Span, slot: number): void {
    const isText = this.#startsWith(slot, QUOTE);
    into.from = isText ? this.#from(slot) + 1 : -1;
    into.to = isText ? this.#to(slot) - 1 : -1;
  }

  /** False when one of the counts cannot be meant. */
  #takeCounts(slots: RequestSlots, input: number, output: number): boolean {
    const cacheRead = this.#count(slots.cacheRead);
    const written = this.#count(slots.cacheCreation);
    const short = this.#count(slots.cache5m);
    const long = this.#count(slots.cache1h);
    const searches = this.#count(slots.webSearches);
    if (Math.min(input, output, cacheRead, written, short, long, searches) === BAD) return false;
    this.input = Math.max(0, input);
    this.output = Math.max(0, output);
    this.cacheRead = Math.max(0, cacheRead);
    this.webSearches = Math.max(0, searches);
    // The sum stands in only where neither of its parts is told.
    this.cache5m = Math.max(0, short === ABSENT && long === ABSENT ? written : short);
    this.cache1h = Math.max(0, long);
    this.fast = this.#says(slots.speed, FAST);
    return true;
  }

  #from(slot: number): number {
    return this.#skimmer.spans[2 * slot] as number;
  }

  #to(slot: number): number {
    return this.#skimmer.spans[2 * slot + 1] as number;
  }

  #count(slot: number): number {
    return countAt(this.#bytes, this.#from(slot), this.#to(slot));
  }

  #startsWith(slot: number, byte: number): boolean {
    const from = this.#from(slot);
    return from !== -1 && this.#bytes[from] === byte;
  }

  #time(slot: number): number {
    if (!this.#startsWith(slot, QUOTE)) return Number.NaN;
    return instantMs(this.#bytes, this.#from(slot) + 1, this.#to(slot) - 1);
  }

  /** Whether a text is this ASCII word, be it spelt with escapes. */
  #says(slot: number, word: Uint8Array): boolean {
    if (!this.#startsWith(slot, QUOTE)) return false;
    const from = this.#from(slot) + 1;
    const to = this.#to(slot) - 1;
    if (to - from === word.length) return isWord(this.#bytes, from, word);
    // Only escapes can make it longer.
    if (to - from < word.length || isPlainText(this.#bytes, from, to)) return false;
    return stringText(this.#bytes, from, to) === String.fromCharCode(...word);
  }
}

/** A byte order mark. */
function hasMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
