import { ENDPOINTS, type Fault, type FaultAnswer } from '../world/fault.ts';
import { bad, type Decoded, good, isRecord, shown, strayKeys } from './decoded.ts';

const FAULT_KEYS = ['endpoint', 'org', 'account', 'session', 'times', 'delay_ms', 'answer'];

/** One fault or a list of them. */
export function decodeFaults(value: unknown): Decoded<Fault[]> {
  const faults: Fault[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    const fault = decodeFault(item);
    if (!fault.ok) return fault;
    faults.push(fault.value);
  }
  return good(faults);
}

export function decodeFault(value: unknown): Decoded<Fault> {
  if (!isRecord(value)) return bad(`A fault is an object, not ${shown(value)}.`);
  const stray = strayKeys(value, FAULT_KEYS);
  if (stray) return bad(stray);
  const { endpoint, org, account, session, times, delay_ms } = value as Record<keyof Fault, unknown>;
  if (endpoint !== undefined && endpoint !== 'any' && !ENDPOINTS.some((known) => known === endpoint)) {
    return bad(
      `endpoint ${shown(endpoint)} is unknown; use "any" or one of ${ENDPOINTS.map(shown).join(', ')}.`,
    );
  }
  for (const [name, text] of Object.entries({ org, account, session })) {
    if (text !== undefined && typeof text !== 'string')
      return bad(`${name} must be text, not ${shown(text)}.`);
  }
  if (times !== undefined && !isWhole(times, 1)) {
    return bad(`times must be a whole number from 1, not ${shown(times)}; leave it out for a lasting fault.`);
  }
  if (delay_ms !== undefined && !isWhole(delay_ms, 0)) {
    return bad(`delay_ms must be a whole number from 0, not ${shown(delay_ms)}.`);
  }
  const answer = decodeAnswer(value['answer'] ?? (delay_ms === undefined ? undefined : { kind: 'pass' }));
  if (!answer.ok) return answer;
  return good({ ...(value as Omit<Fault, 'answer'>), answer: answer.value });
}

type Check = (value: unknown) => string | null;

const whole =
  (from: number, to = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    isWhole(value, from) && value <= to ? null : `a whole number from ${from}${to < 1e9 ? ` to ${to}` : ''}`;
const text: Check = (value) => (typeof value === 'string' ? null : 'text');
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);
const retryAfter: Check = (value) =>
  typeof value === 'string' || (isRecord(value) && typeof value['date_in_ms'] === 'number')
    ? null
    : 'text such as "120" or {"date_in_ms": 60000}';
const renames: Check = (value) =>
  isRecord(value) && Object.values(value).every((to) => typeof to === 'string')
    ? null
    : 'an object of old names to new names';

/** What each kind of answer carries beside its kind. */
const ANSWERS: { [Kind in FaultAnswer['kind']]: Record<string, Check> } = {
  pass: {},
  status: {
    status: whole(200, 599),
    retry_after: optional(retryAfter),
    body: optional(text),
    content_type: optional(text),
  },
  challenge: {},
  wrong_org: {},
  signed_out: {},
  require_referer: {},
  rename: { keys: renames },
  redirect: { to: text, status: optional(whole(300, 399)) },
  hang: {},
  stall: {},
  trickle: { chunk_bytes: whole(1), every_ms: whole(0) },
  reset: { after_bytes: optional(whole(0)) },
  big: { bytes: whole(14) },
};

function decodeAnswer(value: unknown): Decoded<FaultAnswer> {
  const kinds = Object.keys(ANSWERS).map(shown).join(', ');
  if (!isRecord(value)) return bad(`answer must be an object with a kind (${kinds}), not ${shown(value)}.`);
  const { kind, ...fields } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(ANSWERS, kind)) {
    return bad(`answer.kind ${shown(kind)} is unknown; use one of ${kinds}.`);
  }
  const checks = ANSWERS[kind as FaultAnswer['kind']];
  const stray = strayKeys(fields, Object.keys(checks));
  if (stray) return bad(`answer of kind ${shown(kind)}: ${stray}`);
  for (const [name, check] of Object.entries(checks)) {
    const wanted = check(fields[name]);
    if (wanted) return bad(`answer.${name} must be ${wanted}, not ${shown(fields[name])}.`);
  }
  return good(value as FaultAnswer);
}

function isWhole(value: unknown, from: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= from;
}
