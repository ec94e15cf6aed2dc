import type { Account, Org, Scenario } from '../scenarios/scenario.ts';
import { bodyAt } from '../usage/body-at.ts';
import type { Moment } from '../usage/moment.ts';
import { type Clock, createClock } from './clock.ts';
import type { OrgEndpoint } from './fault.ts';
import { createFaultList, type FaultList } from './fault-list.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

/** Everything that the site and the control endpoint share. Holds no socket. */
export interface World {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly scenario: Scenario;
  /** The settings page must be the referrer of every org endpoint. */
  readonly strict: boolean;
  realNow(): number;
  moment(): Moment;
  /** Begins another scenario now: bodies and faults set by hand are dropped, the record is kept. */
  play(scenario: Scenario): void;
  account(email: string): Account | undefined;
  org(uuid: string): Org | undefined;
  /** The live session of a `sessionKey` cookie. */
  session(key: string): Session | undefined;
  /** What an endpoint of an org serves now, to the byte; `null` for nothing (404). */
  body(org: string, endpoint: OrgEndpoint): Buffer | null;
  setBody(org: string, endpoint: OrgEndpoint, bytes: Buffer): void;
  clearBody(org: string, endpoint: OrgEndpoint): boolean;
  isBodySet(org: string, endpoint: OrgEndpoint): boolean;
  /** The bytes that an endpoint last answered a reader with. */
  lastServed(org: string, endpoint: OrgEndpoint): Buffer | undefined;
  noteServed(org: string, endpoint: OrgEndpoint, bytes: Buffer): void;
}

export interface WorldOptions {
  scenario: Scenario;
  /** ms since the epoch, the reader's clock. */
  realNow: () => number;
  speed?: number;
  strict?: boolean;
}

export function createWorld({ scenario: first, realNow, speed = 1, strict = false }: WorldOptions): World {
  const clock = createClock(realNow, speed);
  const sessions = createSessions();
  const faults = createFaultList();
  const setBodies = new Map<string, Buffer>();
  const served = new Map<string, Buffer>();
  let scenario = first;
  let startedAt = wholeMinute(clock.now());

  const moment = (): Moment => ({
    minute: (clock.now() - startedAt) / 60_000,
    instantOf: (minute) => clock.toReader(startedAt + minute * 60_000),
  });

  return {
    clock,
    sessions,
    faults,
    requests: createRequestLog(),
    strict,
    realNow,
    moment,
    get scenario() {
      return scenario;
    },
    play(next) {
      scenario = next;
      startedAt = wholeMinute(clock.now());
      faults.clear();
      setBodies.clear();
      served.clear();
    },
    account: (email) => scenario.accounts.find((account) => account.email === email),
    org: (uuid) => scenario.orgs.find((org) => org.uuid === uuid),
    session(key) {
      const { minute } = moment();
      for (const signOut of scenario.signOuts ?? []) {
        const at = startedAt + signOut.minute * 60_000;
        if (minute >= signOut.minute) sessions.endAllOf(signOut.email, at);
      }
      return sessions.find(key, clock.now());
    },
    body(org, endpoint) {
      const set = setBodies.get(bodyKey(org, endpoint));
      if (set) return set;
      const text = bodyAt(scenario, { org, endpoint }, moment());
      return text === null ? null : Buffer.from(text);
    },
    setBody: (org, endpoint, bytes) => void setBodies.set(bodyKey(org, endpoint), bytes),
    clearBody: (org, endpoint) => setBodies.delete(bodyKey(org, endpoint)),
    isBodySet: (org, endpoint) => setBodies.has(bodyKey(org, endpoint)),
    lastServed: (org, endpoint) => served.get(bodyKey(org, endpoint)),
    noteServed: (org, endpoint, bytes) => void served.set(bodyKey(org, endpoint), bytes),
  };
}

function bodyKey(org: string, endpoint: OrgEndpoint): string {
  return `${org}/${endpoint}`;
}

/** Resets of real windows lie on whole minutes; a scenario that begins on one keeps them there. */
function wholeMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000;
}
