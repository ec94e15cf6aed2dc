import { skipSpace, skipValue } from './json-bytes.ts';
import { ByteSkimmer, type Skimmer } from './skim.ts';
import { type Hash64, wordHash } from './text-hash.ts';
import { ABSENT, BAD } from './token-count.ts';
import {
  LINE_SLOTS,
  OWN_SLOTS,
  QUOTED_SLOTS,
  type RequestSlots,
  TRANSCRIPT_KEYS,
} from './transcript-keys.ts';

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

/** A text of the line: the inside of its raw JSON string, and its hash. `from` is -1 when it is not there. */
export interface LineText extends Hash64 {
  from: number;
  to: number;
}

/** Words that a line is judged by. */
export const USAGE_WORDS = {
  assistant: wordHash('assistant'),
  agentProgress: wordHash('agent_progress'),
  synthetic: wordHash('<synthetic>'),
  fast: wordHash('fast'),
} as const;

const QUOTE = 0x22;
const OPEN = 0x7b;
/** The first letter of `true`. */
const TRUE = 0x74;

/**
 * Reads one line after another. What the last line said stands in the fields until the next `read`; nothing is
 * allocated per line.
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
  readonly id = noText();
  readonly requestId = noText();
  readonly model = noText();
  readonly session = noText();
  readonly cwd = noText();
  readonly branch = noText();

  readonly #skimmer: Skimmer;
  #bytes: Uint8Array = new Uint8Array(0);

  /** `skimmer` has to look for `TRANSCRIPT_KEYS`. @default one in plain code */
  constructor(skimmer: Skimmer = new ByteSkimmer(TRANSCRIPT_KEYS)) {
    this.#skimmer = skimmer;
  }

  /** Reads `bytes[start, end)`, a line without its line feed. Behind it stands a line feed or the end of the buffer. */
  read(bytes: Uint8Array, start: number, end: number): LineVerdict {
    this.#bytes = bytes;
    let behind: number;
    const first = bytes[start] === OPEN ? start : skipSpace(bytes, hasMark(bytes, start) ? start + 3 : start);
    if (bytes[first] === OPEN) behind = this.#skimmer.skim(bytes, first);
    else {
      this.#skimmer.clear();
      behind = skipValue(bytes, first);
    }
    if (behind !== end && (behind === -1 || skipSpace(bytes, behind) !== end)) return 'json';
    return this.#judge();
  }

  /** Ms of the line's own timestamp whatever else it says; NaN when there is none. */
  lineTime(): number {
    return this.#skimmer.times[OWN_SLOTS.timestamp] as number;
  }

  #judge(): LineVerdict {
    const isOwn = this.#startsWith(OWN_SLOTS.usage, OPEN);
    if (
      !isOwn &&
      !(
        this.#startsWith(QUOTED_SLOTS.usage, OPEN) &&
        this.#says(LINE_SLOTS.dataType, USAGE_WORDS.agentProgress)
      )
    ) {
      return 'nothing';
    }
    const slots = isOwn ? OWN_SLOTS : QUOTED_SLOTS;
    const { counts, times } = this.#skimmer;
    if (this.#startsWith(slots.type, QUOTE) && !this.#says(slots.type, USAGE_WORDS.assistant))
      return 'nothing';
    if (counts[slots.input] === ABSENT && counts[slots.output] === ABSENT) return 'nothing';
    if (this.#says(slots.model, USAGE_WORDS.synthetic)) return 'nothing';
    if (!this.#takeCounts(slots)) return 'counts';
    if (isOwn) this.chain = this.#startsWith(LINE_SLOTS.isSidechain, TRUE) ? CHAIN.sidechain : CHAIN.main;
    else this.chain = CHAIN.copy;
    this.at = times[slots.timestamp] as number;
    if (Number.isNaN(this.at) && !isOwn) this.at = this.lineTime();
    if (Number.isNaN(this.at)) return 'time';
    this.#takeTexts(slots);
    return 'request';
  }

  /** False when one of the counts cannot be meant. */
  #takeCounts(slots: RequestSlots): boolean {
    const { counts } = this.#skimmer;
    const input = counts[slots.input] as number;
    const output = counts[slots.output] as number;
    const cacheRead = counts[slots.cacheRead] as number;
    const written = counts[slots.cacheCreation] as number;
    const short = counts[slots.cache5m] as number;
    const long = counts[slots.cache1h] as number;
    const searches = counts[slots.webSearches] as number;
    if (Math.min(input, output, cacheRead, written, short, long, searches) === BAD) return false;
    this.input = Math.max(0, input);
    this.output = Math.max(0, output);
    this.cacheRead = Math.max(0, cacheRead);
    this.webSearches = Math.max(0, searches);
    // The sum stands in only where neither of its parts is told.
    this.cache5m = Math.max(0, short === ABSENT && long === ABSENT ? written : short);
    this.cache1h = Math.max(0, long);
    this.fast = this.#says(slots.speed, USAGE_WORDS.fast);
    return true;
  }

  #takeTexts(slots: RequestSlots): void {
    this.#takeText(this.id, slots.id);
    this.#takeText(this.requestId, slots.requestId);
    this.#takeText(this.model, slots.model);
    this.#takeText(this.session, slots.session);
    this.#takeText(this.cwd, slots.cwd);
    this.#takeText(this.branch, slots.branch);
  }

  #takeText(into: LineText, slot: number): void {
    const { spans, hashes } = this.#skimmer;
    const isText = this.#startsWith(slot, QUOTE);
    into.from = isText ? (spans[2 * slot] as number) + 1 : -1;
    into.to = isText ? (spans[2 * slot + 1] as number) - 1 : -1;
    into.high = hashes[2 * slot] as number;
    into.low = hashes[2 * slot + 1] as number;
  }

  #startsWith(slot: number, byte: number): boolean {
    const from = this.#skimmer.spans[2 * slot] as number;
    return from !== -1 && this.#bytes[from] === byte;
  }

  #says(slot: number, word: Hash64): boolean {
    const { hashes } = this.#skimmer;
    return hashes[2 * slot + 1] === word.low && hashes[2 * slot] === word.high;
  }
}

function noText(): LineText {
  return { from: -1, to: -1, high: 0, low: 0 };
}

/** A byte order mark. */
function hasMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
