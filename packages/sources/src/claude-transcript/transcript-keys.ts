import { type KeyTable, keyTable, slotOf } from './key-table.ts';

const MESSAGE = {
  id: 'text',
  model: 'text',
  usage: {
    input_tokens: 'count',
    output_tokens: 'count',
    cache_creation_input_tokens: 'count',
    cache_read_input_tokens: 'count',
    cache_creation: { ephemeral_5m_input_tokens: 'count', ephemeral_1h_input_tokens: 'count' },
    server_tool_use: { web_search_requests: 'count' },
    speed: 'text',
  },
} as const;

const LINE = {
  type: 'text',
  timestamp: 'time',
  sessionId: 'text',
  requestId: 'text',
  cwd: 'text',
  gitBranch: 'text',
  isSidechain: 'place',
  message: MESSAGE,
  // Progress lines of older versions quote the line of a subagent.
  data: { type: 'text', message: { type: 'text', timestamp: 'time', requestId: 'text', message: MESSAGE } },
} as const;

/** All that is read of a line. */
export const TRANSCRIPT_KEYS: KeyTable = keyTable(LINE);

const slot = (...way: string[]): number => slotOf(TRANSCRIPT_KEYS, ...way);

/** Slots of the line itself. */
export const LINE_SLOTS = {
  isSidechain: slot('isSidechain'),
  dataType: slot('data', 'type'),
};

/** Slots of a request: of the line itself, or of the one that it quotes. */
export type RequestSlots = ReturnType<typeof requestSlots>;

function requestSlots(...outer: string[]) {
  const usage = [...outer, 'message', 'usage'];
  return {
    type: slot(...outer, 'type'),
    timestamp: slot(...outer, 'timestamp'),
    requestId: slot(...outer, 'requestId'),
    id: slot(...outer, 'message', 'id'),
    model: slot(...outer, 'message', 'model'),
    usage: slot(...usage),
    input: slot(...usage, 'input_tokens'),
    output: slot(...usage, 'output_tokens'),
    cacheCreation: slot(...usage, 'cache_creation_input_tokens'),
    cacheRead: slot(...usage, 'cache_read_input_tokens'),
    cache5m: slot(...usage, 'cache_creation', 'ephemeral_5m_input_tokens'),
    cache1h: slot(...usage, 'cache_creation', 'ephemeral_1h_input_tokens'),
    webSearches: slot(...usage, 'server_tool_use', 'web_search_requests'),
    speed: slot(...usage, 'speed'),
    // Told by the line alone, also when it quotes another one.
    session: slot('sessionId'),
    cwd: slot('cwd'),
    branch: slot('gitBranch'),
  };
}

export const OWN_SLOTS: RequestSlots = requestSlots();
export const QUOTED_SLOTS: RequestSlots = requestSlots('data', 'message');
