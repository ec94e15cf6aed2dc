import { type Claim, parseClaims } from '@claude-meter/verify';
import type { OptionValues } from '../cli/command.ts';
import { readDuration } from '../cli/read-duration.ts';
import type { TruthPlace } from './read-truth.ts';

/** What the command line asks for. */
export interface VerifyRequest {
  /** Null: step 3 alone. */
  place: TruthPlace | null;
  orgUuid: string | null;
  accountEmail: string | null;
  port: number;
  page: Claim[] | null;
  tracker: Claim[] | null;
  /** How long step 3 may take, ms; null without step 3. */
  handoffMs: number | null;
  /** Null: check once. `times` is Infinity until Ctrl-C. */
  watch: { everyMs: number; times: number } | null;
  all: boolean;
  json: boolean;
}

export type ReadRequest = { ok: true; value: VerifyRequest } | { ok: false; error: string };

const DEFAULT_LIMIT = '10m';
const DEFAULT_PAUSE = '60s';

/**
 * Reads the switches of `verify`. Of several mistakes the first is told.
 *
 * @param defaultPort the port of the settings
 */
export function readRequest(values: OptionValues, defaultPort: number): ReadRequest {
  const given: Given = { values, mistakes: [] };
  const watching = values['watch'] === true;
  const handoff = values['handoff'] === true;
  const request: VerifyRequest = {
    place: placeOf(given),
    orgUuid: orgOf(given),
    accountEmail: text(given, 'account'),
    port: whole(given, 'port', { fallback: defaultPort, max: 65_535 }),
    page: claims(given, 'page'),
    tracker: claims(given, 'tracker'),
    handoffMs: handoff ? duration(given, 'limit', DEFAULT_LIMIT) : null,
    watch: watching
      ? {
          everyMs: duration(given, 'every', DEFAULT_PAUSE),
          times: whole(given, 'times', { fallback: Number.POSITIVE_INFINITY, max: 1_000_000 }),
        }
      : null,
    all: values['all'] === true,
    json: values['json'] === true,
  };
  const error = given.mistakes[0] ?? contradictionIn(request);
  return error === null ? { ok: true, value: request } : { ok: false, error };
}

function contradictionIn({ place, page, tracker, watch, handoffMs }: VerifyRequest): string | null {
  if (place === null && handoffMs === null) {
    return 'What is step 1? Give --har FILE, --truth FILE or --direct (or --handoff for step 3 alone).';
  }
  if (place === null && (tracker ?? page ?? watch) !== null) {
    return '"--tracker", "--page" and "--watch" need a step 1: add --har, --truth or --direct.';
  }
  if (handoffMs !== null && (tracker ?? watch) !== null) {
    return '"--handoff" goes neither with "--tracker" nor with "--watch".';
  }
  if (watch !== null && place !== null && place.from !== 'direct' && place.file === '-') {
    return 'Standard input can be read once only: "--watch" needs a file or --direct.';
  }
  return null;
}

interface Given {
  values: OptionValues;
  mistakes: string[];
}

function placeOf(given: Given): TruthPlace | null {
  const [har, copied] = [text(given, 'har'), text(given, 'truth')];
  const places: TruthPlace[] = [
    ...(har === null ? [] : [{ from: 'har' as const, file: har }]),
    ...(copied === null ? [] : [{ from: 'copied' as const, file: copied }]),
    ...(given.values['direct'] === true ? [{ from: 'direct' as const }] : []),
  ];
  if (places.length > 1) {
    given.mistakes.push('There is one step 1: give only one of --har, --truth and --direct.');
  }
  return places[0] ?? null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function orgOf(given: Given): string | null {
  const org = text(given, 'org')?.toLowerCase() ?? null;
  if (org === null || UUID.test(org)) return org;
  given.mistakes.push(
    `--org ${JSON.stringify(org)} is no uuid; it stands in the address of the usage request.`,
  );
  return null;
}

function claims(given: Given, name: 'page' | 'tracker'): Claim[] | null {
  const shown = text(given, name);
  if (shown === null) return null;
  const parsed = parseClaims(shown);
  if (parsed.ok) return parsed.claims;
  given.mistakes.push(`--${name}: ${parsed.error}`);
  return null;
}

function duration(given: Given, name: string, fallback: string): number {
  const time = text(given, name) ?? fallback;
  const ms = readDuration(time);
  if (ms === null) given.mistakes.push(`--${name} ${JSON.stringify(time)} is no time; write 30s, 5m or 1h.`);
  return ms ?? 0;
}

function whole(given: Given, name: string, allowed: { fallback: number; max: number }): number {
  const number = text(given, name);
  if (number === null) return allowed.fallback;
  const value = /^\d{1,7}$/.test(number) ? Number(number) : 0;
  if (value >= 1 && value <= allowed.max) return value;
  given.mistakes.push(`--${name} ${JSON.stringify(number)} is no whole number from 1 to ${allowed.max}.`);
  return allowed.fallback;
}

function text({ values }: Given, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}
