import { type Signal, signal } from '@preact/signals';
import { loadStore, type Store, watchStore } from '../store/store.ts';

/** The store as a page sees it: the newest, null until it is loaded. */
export function liveStore(signalEnd: AbortSignal): Signal<Store | null> {
  const live = signal<Store | null>(null);
  let asked = 0;
  const reload = async () => {
    asked += 1;
    const turn = asked;
    const loaded = await loadStore();
    // Two loads may overtake each other; only the one that was asked last counts.
    if (turn === asked) live.value = loaded;
  };
  watchStore(() => void reload(), signalEnd);
  void reload();
  return live;
}

/** The time, renewed each second. */
export function liveClock(signalEnd: AbortSignal): Signal<number> {
  const now = signal(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, 1_000);
  signalEnd.addEventListener('abort', () => clearInterval(timer));
  return now;
}
