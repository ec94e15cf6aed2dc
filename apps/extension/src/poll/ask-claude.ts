import type { Answer } from '@claude-meter/sources';
import { browser } from 'wxt/browser';

const CLAUDE = 'https://claude.ai';

/** Chromium ends a worker whose answer takes 30 s to come: give up before, to be able to say so. */
const TIME_LIMIT_MS = 25_000;

/** A usage body has some kilobytes; what is larger than this is no answer to what was asked. */
const MOST_BYTES = 512 * 1024;

/**
 * Asks claude.ai with the login of this browser. The text is what was served, to the byte: it is neither trimmed nor
 * repaired.
 *
 * A redirect is followed, for that is the only way to learn where it leads; it is then reported as the redirect it
 * was. The page's policy keeps it from leaving claude.ai.
 *
 * @param path begins with `/`
 * @returns the answer whatever its status, or a sentence why there is none; never rejects
 */
export async function askClaude(path: string): Promise<Answer | { failed: string }> {
  stayAwake();
  try {
    const response = await fetch(CLAUDE + path, {
      credentials: 'include',
      headers: { accept: '*/*' },
      cache: 'no-store',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength > MOST_BYTES) return { failed: `the answer is longer than ${MOST_BYTES} bytes` };
    const headers = Object.fromEntries(response.headers);
    if (response.redirected) return { status: 302, headers: { location: response.url }, text: '' };
    return { status: response.status, headers, text: exactText(bytes) };
  } catch (error) {
    return { failed: wordsFor(error) };
  }
}

/** Waiting for an answer does not count as activity, and a browser ends an idle worker after 30 s: a call counts. */
function stayAwake(): void {
  void browser.runtime.getPlatformInfo();
}

/** @throws TypeError for bytes that are not UTF-8: another text would then stand for them */
function exactText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new TypeError('the answer is not UTF-8', { cause });
  }
}

function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? `no answer within ${TIME_LIMIT_MS / 1000} s` : error.message;
}
