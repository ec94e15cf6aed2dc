import { describe, expect, it } from 'vitest';
import type { OptionValues } from '../cli/command.ts';
import { readRequest } from './read-request.ts';

const ORG = 'd03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90';

describe('the switches of verify', () => {
  it.each<[given: OptionValues, expected: object]>([
    [{ har: 'x.har' }, { place: { from: 'har', file: 'x.har' }, port: 63762, watch: null, handoffMs: null }],
    [{ truth: '-' }, { place: { from: 'copied', file: '-' } }],
    [{ direct: true }, { place: { from: 'direct' }, all: false, json: false }],
    [{ handoff: true }, { place: null, handoffMs: 600_000 }],
    [
      { handoff: true, limit: '5m', direct: true },
      { place: { from: 'direct' }, handoffMs: 300_000 },
    ],
    [{ direct: true, org: ORG.toUpperCase() }, { orgUuid: ORG }],
    [{ direct: true, port: '63763' }, { port: 63763 }],
    [{ direct: true, watch: true }, { watch: { everyMs: 60_000, times: Number.POSITIVE_INFINITY } }],
    [{ direct: true, watch: true, every: '30s', times: '3' }, { watch: { everyMs: 30_000, times: 3 } }],
    [
      { har: 'x', tracker: '5h=42' },
      { tracker: [{ window: '5h', percent: '42' }], page: null },
    ],
    [{ har: 'x', page: '7d=31%' }, { page: [{ window: '7d', percent: '31' }] }],
    [{ har: 'x', account: 'a@b.c' }, { accountEmail: 'a@b.c' }],
  ])('%j are understood', (given, expected) => {
    const read = readRequest(given, 63762);
    expect(read.ok && read.value).toMatchObject(expected);
  });

  it.each<[given: OptionValues, words: string]>([
    [{}, 'What is step 1?'],
    [{ har: 'x', truth: 'y' }, 'only one of --har, --truth and --direct'],
    [{ har: 'x', org: 'd03d2d69' }, '--org "d03d2d69" is no uuid'],
    [{ har: 'x', port: '0' }, '--port "0" is no whole number from 1 to 65535'],
    [{ har: 'x', port: '70000' }, '--port "70000"'],
    [{ har: 'x', tracker: '5h' }, '--tracker: "5h" is no claim'],
    [{ har: 'x', page: 'x=y' }, '--page: "x=y" is no claim'],
    [{ har: 'x', watch: true, every: 'soon' }, '--every "soon" is no time'],
    [{ har: 'x', watch: true, times: '-1' }, '--times "-1"'],
    [{ handoff: true, limit: '0' }, '--limit "0" is no time'],
    [{ truth: '-', watch: true }, 'Standard input can be read once only'],
    [{ handoff: true, tracker: '5h=1' }, 'need a step 1'],
    [{ har: 'x', handoff: true, tracker: '5h=1' }, 'goes neither with'],
    [{ har: 'x', handoff: true, watch: true }, 'goes neither with'],
    [{ handoff: true, watch: true }, 'need a step 1'],
  ])('%j cannot be meant', (given, words) => {
    const read = readRequest(given, 63762);
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(words) });
  });
});
