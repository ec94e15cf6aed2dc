import { ascii, isWord } from './json-bytes.ts';
import { stringText } from './utf8-text.ts';

/** The places in a transcript line where something of interest stands. */
export const LEVELS = ['line', 'message', 'usage', 'cache_creation', 'server_tool_use', 'data', 'copied'] as const;
export type Level = (typeof LEVELS)[number];

/** The keys that are read at each place. Everything else is stepped over. */
const KEYS = {
  line: [
    'type',
    'timestamp',
    'sessionId',
    'requestId',
    'cwd',
    'gitBranch',
    'isSidechain',
    'message',
    'data',
  ],
  message: ['id', 'model', 'usage'],
  usage: [
    'input_tokens',
    'output_tokens',
    'cache_creation_input_tokens',
    'cache_read_input_tokens',
    'cache_creation',
    'server_tool_use',
    'speed',
  ],
  cache_creation: ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'],
  server_tool_use: ['web_search_requests'],
  data: ['type', 'message'],
  copied: ['type', 'timestamp', 'requestId', 'message'],
} as const satisfies Record<Level, readonly string[]>;

export type Key = (typeof KEYS)[Level][number];

interface KnownKey {
  key: Key;
  word: Uint8Array;
}

/** Per place, the keys by their length. */
const BY_LENGTH: Record<Level, readonly (readonly KnownKey[] | undefined)[]> = Object.fromEntries(
  LEVELS.map((level) => [level, byLength(KEYS[level])]),
) as never;

function byLength(keys: readonly Key[]): (KnownKey[] | undefined)[] {
  const table: (KnownKey[] | undefined)[] = [];
  for (const key of keys) {
    const entry = { key, word: ascii(key) };
    const same = table[key.length];
    if (same === undefined) table[key.length] = [entry];
    else same.push(entry);
  }
  return table;
}

/** The key whose raw inside is `bytes[from, to)`, when it is one that is read at this place. */
export function keyAt(level: Level, bytes: Uint8Array, span: { from: number; to: number }): Key | null {
  return keyOf(level, bytes, span.from, span.to);
}
