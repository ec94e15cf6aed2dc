import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, isPort, readSettings } from './settings.ts';

describe('readSettings', () => {
  it.each([[undefined], [null], [7], ['x'], [{}], [[]]])('takes the defaults for %j', (stored) => {
    expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS);
  });

  it.each([
    [{ cadence_ms: 30_000 }, { cadence_ms: 30_000 }],
    [{ cadence_ms: 1_000 }, { cadence_ms: 1_000 }],
    [{ cadence_ms: 999 }, {}],
    [{ cadence_ms: 300_001 }, {}],
    [{ cadence_ms: '60000' }, {}],
    [{ cadence_ms: Number.NaN }, {}],
    [{ port: 1 }, { port: 1 }],
    [{ port: 65_535 }, { port: 65_535 }],
    [{ port: 0 }, {}],
    [{ port: 65_536 }, {}],
    [{ port: 80.5 }, {}],
    [{ badge: 'binding' }, { badge: 'binding' }],
    [{ badge: 'worst' }, {}],
    [{ bridge: false }, { bridge: false }],
    [{ bridge: 'no' }, {}],
    [{ notifications: true, port: 'x' }, { notifications: true }],
  ])('reads %j', (stored, kept) => {
    expect(readSettings(stored)).toEqual({ ...DEFAULT_SETTINGS, ...kept });
  });
});

it.each([
  [1, true],
  [63_762, true],
  [65_535, true],
  [0, false],
  [65_536, false],
  [1.5, false],
  [Number.NaN, false],
  ['80', false],
])('isPort(%j) is %s', (value, port) => {
  expect(isPort(value)).toBe(port);
});
