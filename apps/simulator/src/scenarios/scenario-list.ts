import { proWorkingDay } from './pro-working-day.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order of the list that a person reads. */
export const SCENARIOS: readonly Scenario[] = [proWorkingDay];

export const DEFAULT_SCENARIO = proWorkingDay;

export function findScenario(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
