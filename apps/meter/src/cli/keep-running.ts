import type { EventEmitter } from 'node:events';

/** Failures that are told whole; what fails again and again is only counted. */
const MOST_TOLD = 20;

export interface Kept {
  /** What a person should know of it; part of `GET /healthz`. */
  hints(): string[];
}

/**
 * Keeps the meter running over a failure that nobody caught, such as a part of the program that cannot be loaded any
 * more because it was updated meanwhile. It is a bug and told as one, but no reason to stop showing numbers: the state is
 * replaced as a whole or not at all, and what is on disk is written in transactions.
 *
 * @param failing the process
 * @param tell gets lines for stderr
 */
export function keepRunning(
  failing: Pick<EventEmitter, 'on' | 'off'>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Kept {
  let count = 0;
  let newest = '';
  const onFailure = (error: unknown) => {
    count += 1;
    newest = error instanceof Error ? error.message : String(error);
    if (count > MOST_TOLD) return;
    tell(`claude-meter: unexpected, going on: ${error instanceof Error ? error.stack : newest}`);
    if (count === MOST_TOLD) tell('claude-meter: further failures of this kind are only counted.');
  };
  const kinds = ['uncaughtException', 'unhandledRejection'] as const;
  for (const kind of kinds) failing.on(kind, onFailure);
  signal.addEventListener('abort', () => kinds.forEach((kind) => void failing.off(kind, onFailure)), {
    once: true,
  });
  return {
    hints: () =>
      count === 0
        ? []
        : [
            `${count === 1 ? 'A part' : `${count} parts`} of the meter failed unexpectedly (${JSON.stringify(newest.slice(0, 200))}). Start the meter again; if it stays, its stderr says where.`,
          ],
  };
}
