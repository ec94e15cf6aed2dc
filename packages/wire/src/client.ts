import type { Report, Session, Snapshot } from '@claude-meter/core';
import { eventReader } from './event-stream.ts';
import { type Glance, parseGlances } from './glance.ts';
import { printPost } from './print-post.ts';
import { bridgeUrl, ROUTES, SNAPSHOTS_ROUTE } from './routes.ts';
import { parseSnapshots } from './snapshots.ts';

export interface ClientOptions {
  /** @default `http://127.0.0.1:63762` */
  base?: string;
  signal?: AbortSignal;
}

export type ClientFailure =
  | { kind: 'not_running'; error: string }
  | { kind: 'refused'; status: number; error: string }
  | { kind: 'not_a_meter'; error: string };

export type Answered<T> = { ok: true; value: T } | { ok: false; failure: ClientFailure };

/** Asks a running meter what it knows. */
export async function readSnapshots(options: ClientOptions = {}): Promise<Answered<Snapshot[]>> {
  const answer = await ask(SNAPSHOTS_ROUTE, options);
  if (!answer.ok) return answer;
  const parsed = parseSnapshots(answer.value);
  if (parsed.ok) return { ok: true, value: parsed.snapshots };
  return { ok: false, failure: { kind: 'not_a_meter', error: parsed.error } };
}

/** Asks the same, and only makes sure that a meter has answered: the text can be kept and read when it is shown. */
export async function readGlances(
  options: ClientOptions = {},
): Promise<Answered<{ text: string; glances: Glance[] }>> {
  const answer = await ask(SNAPSHOTS_ROUTE, options);
  if (!answer.ok) return answer;
  const parsed = parseGlances(answer.value);
  if (parsed.ok) return { ok: true, value: { text: answer.value, glances: parsed.array } };
  return { ok: false, failure: { kind: 'not_a_meter', error: parsed.error } };
}

/** Hands a meter what a session brought home. The answer is the text of a `PostAnswer`. */
export function postReports(
  session: Session,
  reports: readonly Report[],
  options: ClientOptions = {},
): Promise<Answered<string>> {
  return ask(SNAPSHOTS_ROUTE, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: printPost(session, reports),
  });
}

/**
 * Follows a meter: yields what it knows now and then after each change, for as long as the connection lasts.
 * Reconnecting is the caller's choice; `lastEventId` avoids getting the same state again.
 *
 * @throws when the meter cannot be reached or the connection breaks
 */
export async function* follow(
  options: ClientOptions & { lastEventId?: string } = {},
): AsyncGenerator<{ id: string | null; snapshots: Snapshot[] }> {
  const response = await fetch((options.base ?? bridgeUrl()) + ROUTES.events, {
    headers: {
      accept: 'text/event-stream',
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    },
    signal: options.signal ?? null,
  });
  if (!response.ok || response.body === null)
    throw new Error(`GET ${ROUTES.events} answered ${response.status}`);
  const read = eventReader();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of read(value)) {
      if (event.event !== 'snapshots') continue;
      const parsed = parseSnapshots(event.data);
      if (!parsed.ok) throw new Error(parsed.error);
      yield { id: event.id, snapshots: parsed.snapshots };
    }
  }
}

async function ask(path: string, options: ClientOptions & RequestInit): Promise<Answered<string>> {
  const { base = bridgeUrl(), ...init } = options;
  let response: Response;
  let text: string;
  try {
    // No cookie of another program on this machine is the meter's business.
    response = await fetch(base + path, { redirect: 'error', credentials: 'omit', ...init });
    text = await response.text();
  } catch (error) {
    return {
      ok: false,
      failure: { kind: 'not_running', error: `Nothing answers at ${base}: ${String(error)}` },
    };
  }
  if (response.ok) return { ok: true, value: text };
  const failure = { kind: 'refused' as const, status: response.status, error: text.slice(0, 300) };
  return { ok: false, failure };
}
