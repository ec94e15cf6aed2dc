import type { KeyAnswer, KeyRequest, KeySource } from './key-source.ts';

/**
 * How long a refusal stands. macOS asks the user on the screen each time: a "no", or nobody there to
 * answer, must not turn into one question a minute.
 */
const REFUSAL_MS = 60 * 60_000;

export interface KeyMemory extends KeySource {
  /** For a user who asks for it: the next question reaches the key store again. */
  forgetRefusals(): void;
}

/**
 * Keeps keys in memory for the life of the process, so that a key store is asked once and not at every
 * poll. A refusal by the user is kept for an hour; a locked or empty store is asked again each time, for
 * that costs milliseconds and shows nothing. `fresh` asks in any case.
 */
export function rememberKeys(source: KeySource, now: () => number): KeyMemory {
  const answers = new Map<string, { answer: KeyAnswer; until: number }>();
  return {
    async ask(request, options) {
      const id = requestId(request);
      const kept = answers.get(id);
      if (kept !== undefined && !options.fresh && now() < kept.until) {
        return kept.answer.kind === 'found' ? { ...kept.answer, remembered: true } : kept.answer;
      }
      const answer = await source.ask(request, options);
      const until = keptUntil(answer, now());
      if (until === null) answers.delete(id);
      else answers.set(id, { answer, until });
      return answer;
    },
    forgetRefusals() {
      for (const [id, { answer }] of answers) if (answer.kind !== 'found') answers.delete(id);
    },
  };
}

function keptUntil(answer: KeyAnswer, now: number): number | null {
  switch (answer.kind) {
    case 'found':
      return Number.POSITIVE_INFINITY;
    case 'denied':
    case 'timeout':
      return now + REFUSAL_MS;
    case 'locked':
    case 'missing':
    case 'failed':
      return null;
  }
}

function requestId(request: KeyRequest): string {
  return JSON.stringify(request.kind === 'dpapi' ? [request.kind, request.blob.toString('base64')] : request);
}
