import { expect, it } from 'vitest';
import { readFirstLook } from './first-look.ts';

const LOOK = { time_zone: 'Europe/Berlin', forecast: [], verified: null };

it.each([
  ['of the same clock is taken', JSON.stringify(LOOK), LOOK],
  ['of another clock is not', JSON.stringify({ ...LOOK, time_zone: 'UTC' }), null],
  ['that was not ready is none', 'null', null],
  ['that was never there is none', '', null],
])('a first look %s', (_, text, look) => {
  expect(readFirstLook(text, 'Europe/Berlin')).toEqual(look);
});
