import { type KeyTable, keyTable, slotOf } from './key-table.ts';

const MESSAGE = {
  id: true,
  model: true,
  usage: {
    input_tokens: true,
    output_tokens: true,
    cache_creation_input_tokens: true,
    cache_read_input_tokens: true,
    cache_creation: { ephemeral_5m_input_tokens: true, ephemeral_1h_input_tokens: true },
    server_tool_use: { web_search_requests: true },
    speed: true,
  },
} as const;

const LINE = {
  type: true,
  timestamp: true,
  sessionId: true,
  requestId: true,
  cwd: true,
  gitBranch: true,
  isSidechain: true,
  message: MESSAGE,
  // Progress lines of older versions quote the line of a subagent.
  data: { type: true, message: { type: true, timestamp: true, requestId: true, message: MESSAGE } },
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
