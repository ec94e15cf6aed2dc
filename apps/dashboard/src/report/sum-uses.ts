import type { Use } from '@claude-meter/wire';

/** The sum of several uses. Its price is that of the requests that have one; null when none of them has. */
export function sumUses(uses: readonly Use[]): Use {
  const sum = (key: Exclude<keyof Use, 'usd'>) => uses.reduce((total, use) => total + use[key], 0);
  const isPriced = uses.length === 0 || uses.some(({ usd }) => usd !== null);
  return {
    requests: sum('requests'),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cache_write_5m_tokens: sum('cache_write_5m_tokens'),
    cache_write_1h_tokens: sum('cache_write_1h_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    total_tokens: sum('total_tokens'),
    web_searches: sum('web_searches'),
    usd: isPriced ? uses.reduce((total, { usd }) => total + (usd ?? 0), 0) : null,
    unpriced_requests: sum('unpriced_requests'),
  };
}
