import {
  emptyState,
  isDropped,
  type Row,
  rowKey,
  SOURCES,
  type State,
  snapshotsOf,
} from '@claude-meter/core';
import { parseSnapshots, printSnapshots } from '@claude-meter/wire';
import * as v from 'valibot';

/** The last moment that a Date can name, ms. */
const LATEST_MS = 8.64e15;

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST_MS));
const dated = <T extends v.GenericSchema>(value: T) =>
  v.object({ at: time, fetchedAt: v.string(), receivedAt: time, value });
const part = <T extends v.GenericSchema>(value: T) => v.nullable(dated(value));
const body = v.looseObject({ text: v.string() });

const RowSchema = v.object({
  orgUuid: v.pipe(v.string(), v.uuid()),
  seenAt: time,
  attempt: dated(
    v.object({
      problem: v.nullable(v.looseObject({ kind: v.string() })),
      errors: v.array(v.string()),
      session: v.object({
        source: v.picklist(SOURCES),
        browser: v.string(),
        instance: v.nullable(v.string()),
        cadenceMs: v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST_MS)),
      }),
    }),
  ),
  usage: part(
    v.looseObject({
      ...body.entries,
      sha256: v.string(),
      meaning: v.looseObject({ percentEvident: v.boolean() }),
    }),
  ),
  account: part(v.looseObject({})),
  overage: part(body),
  subscription: part(body),
});

const StateSchema = v.object({
  rows: v.record(v.string(), v.unknown()),
  sessions: v.record(v.string(), v.unknown()),
  percentOrgs: v.record(v.string(), v.unknown()),
});

/**
 * Reads the latest state as it lies in the history, all of it marked as known only from disk. What is no state is an
 * empty one, and a row that could not be shown is left out: a meter must start whatever was written there.
 */
export function readStoredState(text: string, now: number): State {
  const stored = v.safeParse(StateSchema, parse(text));
  if (!stored.success) return { ...emptyState(), restoredAt: now };
  const { rows, sessions, percentOrgs } = stored.output;
  return {
    rows: pick(rows, (row, key): row is Row => isSound(row, key, now)),
    sessions: pick(sessions, (at): at is number => v.is(time, at)),
    percentOrgs: pick(percentOrgs, (isPercent): isPercent is true => isPercent === true),
    restoredAt: now,
  };
}

function pick<T>(
  record: Record<string, unknown>,
  isGood: (value: unknown, key: string) => value is T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (isGood(value, key) ? [[key, value] as const] : [])),
  );
}

/** Whether a row has the form that merging needs, and can be shown as a snapshot that every reader takes. */
function isSound(row: unknown, key: string, now: number): row is Row {
  if (!v.is(RowSchema, row)) return false;
  const known = row as unknown as Row;
  if (rowKey(known.attempt.value.session, known.orgUuid) !== key) return false;
  if (isDropped(known, now)) return true;
  try {
    const alone: State = { ...emptyState(), rows: { [key]: known } };
    return parseSnapshots(printSnapshots(snapshotsOf(alone, now, 1))).ok;
  } catch {
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
