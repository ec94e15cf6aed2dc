import { BufferLineFinder, decodeLines, UsageLine } from '@claude-meter/sources';
import { checkTruth, compareBodies, judgeClaims, parseClaims, readHar } from '@claude-meter/verify';
import { readQuery } from '../../../../apps/meter/src/report/report-query.ts';
import type { Target } from '../fuzz.ts';
import { grownJson } from '../mutate.ts';
import { fixturesIn, NOW, ORG, USAGE_KEYS, USAGE_SEEDS } from './seeds.ts';

const CANARY = 'sessionKey=sk-ant-sid01-CANARY';
const HARS = fixturesIn('packages/verify/src/fixtures').map((bytes) =>
  Buffer.from(
    bytes
      .toString()
      .replace(
        /"entries"\s*:\s*\[/,
        `$&{"request":{"method":"GET","url":"https://claude.ai/x","headers":[{"name":"Cookie","value":"${CANARY}"}]},"response":{"status":200}},`,
      ),
  ),
);

/** Exports of DevTools. */
export const HAR: Target = {
  name: 'HAR',
  seeds: HARS,
  check(input) {
    const text = input.toString();
    for (const org of [null, ORG]) {
      const read = readHar(text, org);
      const told = JSON.stringify(read.ok ? { ...read.truth, body: '' } : read.problem);
      if (told.includes('CANARY')) throw new Error('a cookie is in the result');
      if (read.ok) checkTruth(read.truth);
    }
  },
};

/** Two bodies, held against each other. */
export const COMPARED: Target = {
  name: 'compared bodies',
  seeds: USAGE_SEEDS,
  grow: (dice) => Buffer.from(grownJson(dice, USAGE_KEYS)),
  check(input) {
    const text = input.toString();
    const other = USAGE_SEEDS[0]?.toString() ?? '{}';
    const same = compareBodies(text, text);
    if (same.ok && same.comparison.sameness !== 'bytes') throw new Error('a body differs from itself');
    compareBodies(text, other);
    compareBodies(other, text);
    const claims = parseClaims(text.slice(0, 200));
    if (claims.ok) judgeClaims(other, claims.claims);
    judgeClaims(text, [{ window: '5h', percent: '42' }]);
    const words = {
      kind: 'days',
      since: text.slice(0, 20),
      until: text.slice(-20),
      timezone: text.slice(5, 30),
    };
    readQuery(words, { zone: 'UTC', now: NOW });
  },
};

/** Claude Code's transcripts: every line that is JSON is read as `JSON.parse` reads it, every other is named. */
export const TRANSCRIPTS: Target = {
  name: 'transcript lines',
  seeds: fixturesIn('packages/sources/src/claude-transcript/fixtures'),
  check(input) {
    const bytes = Buffer.concat([input, Buffer.from('\n')]);
    const line = new UsageLine();
    decodeLines(
      bytes,
      { from: 0, to: bytes.length },
      {
        line,
        finder: new BufferLineFinder(bytes),
        onLine(verdict, start, end) {
          const text = bytes
            .subarray(start, end)
            .toString()
            .replace(/^\ufeff/, '');
          const parsed = parse(text);
          if ((verdict === 'json') !== (parsed === undefined)) {
            throw new Error(`${verdict}, but JSON.parse ${parsed === undefined ? 'refuses' : 'takes'} it`);
          }
          if (verdict !== 'request') return;
          const counts = [
            line.input,
            line.output,
            line.cache5m,
            line.cache1h,
            line.cacheRead,
            line.webSearches,
          ];
          if (counts.some((count) => !(Number.isInteger(count) && count >= 0)))
            throw new Error(`counts ${counts}`);
          if (!Number.isFinite(line.at)) throw new Error('a request of no day');
        },
      },
    );
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
