import { describe, expect, it } from 'vitest';
import { ORG, originalPost, startMeter } from '../../../apps/meter/test/meter.ts';
import { budget, diceOf, SEED } from '../budget.ts';
import { rawRequest } from '../security/raw-request.ts';
import { tally } from '../tally.ts';
import { mutate } from './mutate.ts';

const SECONDS = budget('BREAK_REQUEST_SECONDS', { day: 1, night: 120 });
/** Answers that end with a silence, such as event streams, are waited for; meanwhile others are asked. */
const AT_ONCE = 8;
const TARGETS = [
  ...[
    '/',
    '/snapshots',
    `/snapshots/${ORG}/usage`,
    '/events',
    '/healthz',
    '/metrics?email=on',
    '/line?format=ansi&template=%7B5h%7D',
  ],
  ...[
    `/api/history?org=${ORG}&limit=five_hour&from=0&to=1&points=10`,
    `/api/windows?org=${ORG}&limit=five_hour`,
    '/api/export?format=csv',
  ],
  ...[
    '/api/report?kind=days',
    '/api/settings',
    '/api/sources',
    '/assets/index.js',
    `/api/spend?org=${ORG}`,
    '/api/timeline',
  ],
];

describe('request targets, query values and headers of any kind', () => {
  it(
    `are answered with a status that means something, for ${SECONDS} s`,
    async () => {
      const meter = await startMeter();
      await meter.post([originalPost()]);
      const dice = diceOf(SEED);
      const seeds = TARGETS.map((target) => Buffer.from(target));
      const ids = [meter.publisher.current().id, '', '\u0000', 'x'.repeat(9_000), '-1', '"><script>'].map(
        (id) => Buffer.from(id),
      );
      const wrong: string[] = [];
      const statuses = new Map<string, number>();
      let cases = 0;
      const askOne = async () => {
        cases += 1;
        const target = mutate(dice.pick(seeds), dice, seeds)
          .toString('latin1')
          .replace(/[\r\n ]/g, '')
          .slice(0, 12_000);
        const id = mutate(dice.pick(ids), dice, ids)
          .toString('latin1')
          .replace(/[\r\n]/g, '');
        const head = [
          `GET ${target} HTTP/1.1`,
          `Host: 127.0.0.1:${meter.port}`,
          `Last-Event-ID: ${id}`,
          `If-None-Match: ${id}`,
          'Connection: close',
        ];
        const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1');
        const { status, text } = await rawRequest(meter.port, bytes, 40);
        statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
        if (status !== null && status >= 500 && status !== 503)
          wrong.push(`${status} for ${JSON.stringify(target)}: ${text.slice(-200)}`);
      };
      const end = performance.now() + SECONDS * 1000;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (performance.now() < end) await askOne();
        }),
      );
      tally('fuzz request targets', {
        cases,
        findings: wrong.length,
        ...Object.fromEntries([...statuses].map(([status, count]) => [`status ${status}`, count])),
      });
      expect(wrong).toEqual([]);
      expect((await meter.post([originalPost()])).status).toBe(200);
      expect((await meter.get('/snapshots')).status).toBe(200);
    },
    SECONDS * 1000 + 60_000,
  );
});
