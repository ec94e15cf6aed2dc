import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_NOW, sampleLimit, sampleSnapshot } from '../../../test/sample-snapshots.ts';
import { lineWidth, printLine } from './styled.ts';
import { type FrameOptions, nextTick, type WatchState, watchFrame } from './watch-frame.ts';

const options: FrameOptions = {
  now: SAMPLE_NOW,
  timeZone: 'UTC',
  columns: 80,
  rows: 24,
  freshnessMs: 120_000,
  banner: [],
  footer: 'q quits',
};
const live: WatchState = { snapshots: [sampleSnapshot()], receivedAt: SAMPLE_NOW, lost: null };
const text = (state: WatchState, changes: Partial<FrameOptions> = {}) =>
  watchFrame(state, { ...options, ...changes }).map((line) => printLine(line, false));

describe('watchFrame', () => {
  it('shows each limit on a line of its own, with its bar, and marks the one that binds', () => {
    expect(text(live)).toEqual([
      'ClaudeMeter  updated 17:55:02',
      '',
      'you@example.com · Max 20x · Chrome',
      '  5-hour       ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───  91.4%  resets in 4h ◂',
      '  7-day all    ━━━━━━━━━━━━────────────────────  40.0%  resets in 4d 6h',
      '',
      'q quits',
    ]);
  });

  it('keeps the numbers when the meter is lost, says since when, and marks them stale once they are old', () => {
    const lost = { ...live, lost: 'No meter answers at 127.0.0.1:1' };
    expect(text(lost, { now: SAMPLE_NOW + 30_000 })[0]).toBe(
      'ClaudeMeter  No meter answers at 127.0.0.1:1, last heard 30s ago',
    );
    expect(text(lost, { now: SAMPLE_NOW + 30_000 })[2]).toBe('you@example.com · Max 20x · Chrome');
    const later = text(lost, { now: SAMPLE_NOW + 180_000 });
    expect(later[2]).toBe('you@example.com · Max 20x · Chrome  (stale, last 17:55)');
    expect(later[3]).toContain('91.4%');
  });

  it('says what to do when nothing is known', () => {
    const nothing = { snapshots: [], receivedAt: null, lost: 'No meter answers' };
    expect(text(nothing)).toContain('Start it with "claude-meter run": this view comes alive by itself.');
    expect(text({ snapshots: [], receivedAt: SAMPLE_NOW, lost: null })).toContain(
      'No session has delivered anything yet.',
    );
  });

  it('keeps the banner and the way out on the smallest screens, and says what is hidden', () => {
    const many = Array.from({ length: 9 }, (_, index) => sampleLimit(`limit ${index}`, { percent: index }));
    const state = { ...live, snapshots: [sampleSnapshot({ limits: many })] };
    const shown = text(state, { rows: 8, banner: [[{ text: 'SIMULATED', style: 'notice' }]] });
    expect(shown).toHaveLength(8);
    expect(shown[0]).toBe('SIMULATED');
    expect(shown.at(-1)).toBe('q quits');
    expect(shown.at(-3)).toBe('… 8 more lines: make the window taller');
  });

  it('drops the bars before it drops the numbers', () => {
    const narrow = text(live, { columns: 42 });
    expect(narrow[3]).toBe('  5-hour         91.4%  resets in 4h ◂');
  });

  it('fits every state into every screen', () => {
    const anyLimit = fc.record({
      label: fc.string({ unit: 'grapheme' }),
      percent: fc.option(fc.double({ min: 0, max: 250, noNaN: true })),
    });
    const anyState = fc.array(
      fc.record({ email: fc.string({ unit: 'grapheme' }), limits: fc.array(anyLimit), stale: fc.boolean() }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        anyState,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        (accounts, columns, rows) => {
          const snapshots = accounts.map(({ email, limits, stale }, index) =>
            sampleSnapshot({
              org_uuid: `org-${index}`,
              account_email: email,
              stale,
              limits: limits.map((limit, id) => sampleLimit(`l${id}`, limit)),
            }),
          );
          const frame = watchFrame({ ...live, snapshots }, { ...options, columns, rows });
          expect(frame.length).toBeLessThanOrEqual(rows);
          for (const line of frame) expect(lineWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

describe('nextTick', () => {
  it('comes when a countdown changes, at the latest after a minute', () => {
    const resets = (ms: number) => ({
      ...live,
      snapshots: [
        sampleSnapshot({
          limits: [sampleLimit('a', { percent: 1, resets_at: new Date(SAMPLE_NOW + ms).toISOString() })],
        }),
      ],
    });
    expect(nextTick(resets(4 * 3_600_000 + 20_000), SAMPLE_NOW)).toBe(20_001);
    expect(nextTick(resets(60_000), SAMPLE_NOW)).toBe(1000);
    expect(nextTick(resets(-5), SAMPLE_NOW)).toBe(60_000);
    expect(nextTick({ ...live, snapshots: [] }, SAMPLE_NOW)).toBe(60_000);
  });

  it('comes each second while a young age is shown, and never more often', () => {
    expect(nextTick({ ...live, lost: 'x' }, SAMPLE_NOW + 5000)).toBe(1000);
    expect(nextTick({ ...live, snapshots: [], lost: 'x' }, SAMPLE_NOW + 61_000)).toBe(60_000);
  });
});
