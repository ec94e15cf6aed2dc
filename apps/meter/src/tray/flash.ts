/** Half a flash, ms. */
const FLASH_MS = 500;

export interface Flash {
  /** Whether something flashes at all. */
  on(): boolean;
  /** Whether it is in its bright half; the first half is. */
  lit(): boolean;
  start(): void;
  stop(): void;
}

/** A flashing light that calls `onTurn` at every change. Its timer runs only while it flashes. */
export function createFlash(onTurn: () => void, signal: AbortSignal): Flash {
  let timer: NodeJS.Timeout | undefined;
  let lit = false;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    lit = false;
    onTurn();
  };
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return {
    on: () => timer !== undefined,
    lit: () => lit,
    start() {
      if (timer !== undefined || signal.aborted) return;
      lit = true;
      timer = setInterval(() => {
        lit = !lit;
        onTurn();
      }, FLASH_MS);
      timer.unref();
      onTurn();
    },
    stop,
  };
}
