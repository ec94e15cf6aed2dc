import { type ReadonlySignal, signal } from '@preact/signals';

const TICK_MS = 1_000;

/** The time in ms, renewed each second while somebody looks. */
export function startClock(end: AbortSignal): ReadonlySignal<number> {
  const now = signal(Date.now());
  const tick = () => {
    if (document.visibilityState === 'visible') now.value = Date.now();
  };
  const timer = setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', tick, { signal: end });
  end.addEventListener('abort', () => clearInterval(timer), { once: true });
  return now;
}
