import { ADA } from './people.ts';
import { proWorkingDay } from './pro-working-day.ts';
import type { Scenario } from './scenario.ts';

export const signOutMidway: Scenario = {
  ...proWorkingDay,
  name: 'sign-out-midway',
  summary: 'All sessions end at minute 5: 401 until somebody signs in again.',
  signOuts: [{ minute: 5, email: ADA.email }],
};
