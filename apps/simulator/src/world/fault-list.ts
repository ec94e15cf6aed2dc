import type { TimedFault } from '../scenarios/scenario.ts';
import type { Endpoint, Fault } from './fault.ts';

/** What a request is known by when a fault is looked for. */
export interface FaultTarget {
  endpoint: Endpoint;
  isApi: boolean;
  org: string | null;
  account: string | null;
  session: string | null;
}

/** The faults set through the control endpoint, in the order in which they are tried. */
export interface FaultList {
  add(fault: Fault): void;
  replace(faults: readonly Fault[]): void;
  clear(): void;
  list(): Fault[];
  /** The first that matches, counted as used. */
  take(target: FaultTarget): Fault | undefined;
}

export function createFaultList(): FaultList {
  let faults: Fault[] = [];
  return {
    add(fault) {
      faults.push({ ...fault });
    },
    replace(next) {
      faults = next.map((fault) => ({ ...fault }));
    },
    clear() {
      faults = [];
    },
    list: () => faults.map((fault) => ({ ...fault })),
    take(target) {
      const fault = faults.find((candidate) => aimsAt(candidate, target));
      if (fault?.times !== undefined) {
        fault.times -= 1;
        if (fault.times <= 0) faults = faults.filter((candidate) => candidate !== fault);
      }
      return fault;
    },
  };
}

/** The first scripted fault that holds at this scenario minute and matches. */
export function scriptedFault(
  faults: readonly TimedFault[],
  minute: number,
  target: FaultTarget,
): TimedFault['fault'] | undefined {
  return faults.find(
    ({ fromMinute, untilMinute = Number.POSITIVE_INFINITY, fault }) =>
      minute >= fromMinute && minute < untilMinute && aimsAt(fault, target),
  )?.fault;
}

function aimsAt(
  { endpoint = 'any', org, account, session }: Omit<Fault, 'times'>,
  target: FaultTarget,
): boolean {
  return (
    (endpoint === 'any' ? target.isApi : endpoint === target.endpoint) &&
    (org === undefined || org === target.org) &&
    (account === undefined || account === target.account) &&
    (session === undefined || session === target.session)
  );
}
