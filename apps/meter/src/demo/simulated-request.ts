import { priceOf } from '../prices/price-request.ts';
import type { PriceBook } from '../prices/price-table.ts';

/** One request of a simulated Claude Code. Tokens are counts. */
export interface SimulatedRequest {
  /** ms */
  at: number;
  session: string;
  folder: string;
  branch: string;
  model: string;
  input: number;
  output: number;
  cache5m: number;
  cache1h: number;
  cacheRead: number;
}

/** Its list price in USD; 0 where none is known. */
export function priceOfSimulated(request: SimulatedRequest, book: PriceBook): number {
  return priceOf({ ...request, webSearches: 0, fast: false }, book) ?? 0;
}

/** The same request with more or fewer tokens. */
export function scaledRequest(request: SimulatedRequest, factor: number): SimulatedRequest {
  const scaled = (tokens: number) => Math.max(0, Math.round(tokens * factor));
  return {
    ...request,
    input: Math.max(1, scaled(request.input)),
    output: Math.max(1, scaled(request.output)),
    cache5m: scaled(request.cache5m),
    cache1h: scaled(request.cache1h),
    cacheRead: scaled(request.cacheRead),
  };
}

/** A row of a transcript as Claude Code writes it, with its line feed. The only text in it says that it is simulated. */
export function transcriptRow(request: SimulatedRequest, id: string): string {
  const { input, output, cache5m, cache1h, cacheRead } = request;
  const record = {
    parentUuid: null,
    isSidechain: false,
    cwd: request.folder,
    sessionId: request.session,
    gitBranch: request.branch,
    version: 'simulated',
    type: 'assistant',
    timestamp: new Date(request.at).toISOString(),
    requestId: `req_${id}`,
    message: {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [{ type: 'text', text: '(simulated)' }],
      usage: {
        input_tokens: input,
        cache_creation_input_tokens: cache5m + cache1h,
        cache_read_input_tokens: cacheRead,
        output_tokens: output,
        cache_creation: { ephemeral_5m_input_tokens: cache5m, ephemeral_1h_input_tokens: cache1h },
      },
    },
  };
  return `${JSON.stringify(record)}\n`;
}
