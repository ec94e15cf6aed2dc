import { ascii, isWord } from './json-bytes.ts';
import { stringText } from './utf8-text.ts';

/** What is read out of a line. Numbers, not names: this is asked for every key of every line that counts. */
export const FIELD = {
  // Texts: kept as spans.
  type: 0,
  timestamp: 1,
  sessionId: 2,
  requestId: 3,
  cwd: 4,
  gitBranch: 5,
  id: 6,
  model: 7,
  speed: 8,
  // Counts.
  input: 9,
  output: 10,
  cacheCreation: 11,
  cacheRead: 12,
  cache5m: 13,
  cache1h: 14,
  webSearches: 15,
  // The rest.
  isSidechain: 16,
  message: 17,
  usage: 18,
  cacheSplit: 19,
  serverTools: 20,
  data: 21,
  copied: 22,
  dataType: 23,
} as const;

export const TEXT_FIELDS = 9;
export const COUNT_FIELDS = 7;
/** No field of interest. */
export const OTHER = -1;

interface KnownKey {
  field: number;
  text: string;
  bytes: Uint8Array;
}

/** The keys that are read in one object, by their length. */
export type KeyTable = readonly (readonly KnownKey[] | undefined)[];

function keyTable(keys: Readonly<Record<string, number>>): KeyTable {
  const table: KnownKey[][] = [];
  for (const [text, field] of Object.entries(keys)) {
    table[text.length] = [...(table[text.length] ?? []), { field, text, bytes: ascii(text) }];
  }
  return table;
}

/** The line itself. */
export const LINE_KEYS = keyTable({
  type: FIELD.type,
  timestamp: FIELD.timestamp,
  sessionId: FIELD.sessionId,
  requestId: FIELD.requestId,
  cwd: FIELD.cwd,
  gitBranch: FIELD.gitBranch,
  isSidechain: FIELD.isSidechain,
  message: FIELD.message,
  data: FIELD.data,
});
export const MESSAGE_KEYS = keyTable({ id: FIELD.id, model: FIELD.model, usage: FIELD.usage });
export const USAGE_KEYS = keyTable({
  input_tokens: FIELD.input,
  output_tokens: FIELD.output,
  cache_creation_input_tokens: FIELD.cacheCreation,
  cache_read_input_tokens: FIELD.cacheRead,
  cache_creation: FIELD.cacheSplit,
  server_tool_use: FIELD.serverTools,
  speed: FIELD.speed,
});
export const CACHE_SPLIT_KEYS = keyTable({
  ephemeral_5m_input_tokens: FIELD.cache5m,
  ephemeral_1h_input_tokens: FIELD.cache1h,
});
export const SERVER_TOOL_KEYS = keyTable({ web_search_requests: FIELD.webSearches });
/** `data` of a progress line, and the line of a subagent that it carries. */
export const DATA_KEYS = keyTable({ type: FIELD.dataType, message: FIELD.copied });
export const COPIED_KEYS = keyTable({
  type: FIELD.type,
  timestamp: FIELD.timestamp,
  requestId: FIELD.requestId,
  message: FIELD.message,
});

/**
 * The field whose key is the JSON string `bytes[from, to)`, quotes left out; `OTHER` when nothing is read under that
 * name. JSON may spell any letter as an escape, so a key with a backslash is looked up by its text.
 */
export function fieldOf(table: KeyTable, bytes: Uint8Array, from: number, to: number): number {
  const candidates = table[to - from];
  if (candidates !== undefined) {
    for (const key of candidates) if (isWord(bytes, from, key.bytes)) return key.field;
  }
  return to - from > 5 && hasBackslash(bytes, from, to) ? fieldOfText(table, bytes, from, to) : OTHER;
}

function hasBackslash(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (bytes[index] === 0x5c) return true;
  return false;
}

function fieldOfText(table: KeyTable, bytes: Uint8Array, from: number, to: number): number {
  const text = stringText(bytes, from, to);
  return table[text.length]?.find((key) => key.text === text)?.field ?? OTHER;
}
