import { type TrayModel, trayModelOf } from '@claude-meter/core';
import { type Given, reading, view } from '../../../../packages/core/test/tray-readings.ts';

/** The models that every host is led through; at the end all of them must show the last one. */

const MATT: Given = { org_uuid: 'a', fiveHour: 40, sevenDay: 64 };
const PIA: Given = {
  org_uuid: 'b',
  account_email: 'pia@example.com',
  browser: 'Arc',
  fiveHour: 30,
  sevenDay: 12,
};

export function modelOf(given: readonly Given[], format: 'long' | 'compact' = 'compact'): TrayModel {
  return trayModelOf(
    given.map((one) => reading(one)),
    view({ format }),
  );
}

export const TRANSCRIPT: readonly TrayModel[] = [
  modelOf([]),
  modelOf([MATT]),
  modelOf([{ ...MATT, fiveHour: 93.2 }]),
  modelOf([{ ...MATT, fiveHour: 100, errors: ['overage: HTTP 500'] }, PIA]),
  modelOf([{ ...MATT, stale: true }, PIA], 'long'),
  modelOf(
    [
      { ...MATT, fiveHour: 95 },
      { ...PIA, sevenDay: 101 },
    ],
    'long',
  ),
];
