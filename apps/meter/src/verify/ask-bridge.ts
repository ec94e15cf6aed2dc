import { createHash } from 'node:crypto';
import type { Snapshot } from '@claude-meter/core';
import type { BridgeProblem } from '@claude-meter/verify';
import { bridgeUrl, parseSnapshots, ROUTES } from '@claude-meter/wire';

/** A meter answers within milliseconds; what keeps silent for this long is none. */
const TIME_LIMIT_MS = 5_000;

export type BridgeAnswer = { ok: true; snapshots: Snapshot[] } | { ok: false; problem: BridgeProblem };

/** Step 2: `GET /snapshots`. Whatever holds the port instead of this meter is told apart. */
export async function askBridge(port: number, timeLimitMs = TIME_LIMIT_MS): Promise<BridgeAnswer> {
  const answer = await get(bridgeUrl(port) + ROUTES.snapshots, timeLimitMs);
  if ('code' in answer) {
    if (answer.code === 'ECONNREFUSED') return fail({ kind: 'refused' });
    return fail({ kind: 'other_program', error: `It does not answer like a web server (${answer.code}).` });
  }
  const text = answer.bytes.toString('utf8');
  if (answer.status === 200) {
    const parsed = parseSnapshots(text);
    return parsed.ok ? parsed : fail({ kind: 'other_program', error: parsed.error });
  }
  // The first ClaudeMeter answered everything that is no post with these two words.
  if (answer.status === 404 && text.trim() === 'not found') return fail({ kind: 'old' });
  const said = errorSentence(text);
  if (answer.status === 403 && said !== null) return fail({ kind: 'denied', error: said });
  return fail({ kind: 'other_program', error: `It answered GET ${ROUTES.snapshots} with ${answer.status}.` });
}

export interface ServedBody {
  text: string;
  sha256: string;
}

/** The usage body of one org, to the byte; null when the bridge has none, or not that route. */
export async function askUsageBody(port: number, orgUuid: string): Promise<ServedBody | null> {
  const path = ROUTES.usage.replace(':org_uuid', encodeURIComponent(orgUuid));
  const answer = await get(bridgeUrl(port) + path, TIME_LIMIT_MS);
  if ('code' in answer || answer.status !== 200) return null;
  return { text: answer.bytes.toString('utf8'), sha256: sha256(answer.bytes) };
}

/** Hex digest of bytes, or of the UTF-8 bytes of a text. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function get(
  address: string,
  timeLimitMs: number,
): Promise<{ status: number; bytes: Buffer } | { code: string }> {
  try {
    const signal = AbortSignal.timeout(timeLimitMs);
    const response = await fetch(address, { redirect: 'manual', signal });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

/** `fetch` puts what went wrong into the cause. */
function codeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name: string };
  return cause?.code ?? (name === 'TimeoutError' ? 'no answer in time' : 'no HTTP');
}

function errorSentence(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}

function fail(problem: BridgeProblem): BridgeAnswer {
  return { ok: false, problem };
}
