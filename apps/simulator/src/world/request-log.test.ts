import { describe, expect, it } from 'vitest';
import { createRequestLog, type RequestFilter, type RequestRecord } from './request-log.ts';

function record(given: Partial<RequestRecord>): Omit<RequestRecord, 'id'> {
  return {
    time: '2026-11-22T08:00:00.000Z',
    simulated_time: '2026-11-22T08:00:00.000Z',
    method: 'GET',
    path: '/api/account',
    query: '',
    endpoint: 'account',
    org: null,
    http_version: '2.0',
    headers: {},
    raw_headers: [],
    session: null,
    status: 200,
    bytes: 0,
    body_sha256: null,
    fault: null,
    completed: true,
    ...given,
  };
}

describe('the record of requests', () => {
  const log = createRequestLog();
  log.open(record({}));
  log.open(
    record({
      path: '/api/organizations/o1/usage',
      endpoint: 'usage',
      org: 'o1',
      time: '2026-11-22T08:01:00.000Z',
    }),
  );
  log.open(record({ path: '/login', endpoint: 'login', method: 'POST', time: '2026-11-22T08:02:00.000Z' }));

  it.each<[RequestFilter, number[]]>([
    [{}, [1, 2, 3]],
    [{ path: '/api/account' }, [1]],
    [{ path: '/api/*' }, [1, 2]],
    [{ path: '/api' }, []],
    [{ endpoint: 'usage' }, [2]],
    [{ org: 'o1' }, [2]],
    [{ method: 'post' }, [3]],
    [{ since: '2026-11-22T08:01:00Z' }, [2, 3]],
    [{ since: Date.parse('2026-11-22T08:01:00.001Z') }, [3]],
    [{ since: String(Date.parse('2026-11-22T08:02:00Z')) }, [3]],
    [{ path: '/api/*', org: 'o2' }, []],
  ])('is narrowed by %j', (filter, ids) => {
    expect(log.list(filter).map(({ id }) => id)).toEqual(ids);
  });

  it('stays bounded and says how many it dropped', () => {
    const long = createRequestLog();
    for (let i = 0; i < 60_000; i += 1) long.open(record({}));
    expect(long.size).toBeLessThanOrEqual(50_000);
    expect(long.size + long.dropped).toBe(60_000);
    expect(long.list().at(-1)?.id).toBe(60_000);
  });
});
