import type { Stretch } from './chart-model.ts';

/** Moves and zooms a chart at once, and tells the page when the hand rests. */
export interface Steering {
  /** What the chart is to show while it is moved; null when nobody moves it. */
  readonly stretch: Stretch | null;
  to(next: Stretch): void;
  /** Tells the page now. */
  settle(): void;
  /** Something else was chosen. */
  forget(): void;
}

/** How long a hand rests before what it chose is asked for, ms: asking for each step would only be thrown away. */
const REST_MS = 140;

/**
 * @param draw shows the stretch with what is there
 * @param tell told of the stretch once the hand rests
 */
export function createSteering(draw: (stretch: Stretch) => void, tell: (stretch: Stretch) => void): Steering {
  let stretch: Stretch | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    clearTimeout(rest);
    const chosen = stretch;
    stretch = null;
    if (chosen !== null) tell(chosen);
  };
  return {
    get stretch() {
      return stretch;
    },
    to(next) {
      stretch = next;
      draw(next);
      clearTimeout(rest);
      rest = setTimeout(settle, REST_MS);
    },
    settle,
    forget() {
      clearTimeout(rest);
      stretch = null;
    },
  };
}
