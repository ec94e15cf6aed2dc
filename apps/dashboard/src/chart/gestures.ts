import type { Stretch } from './chart-model.ts';
import { type Fingers, moved, pinched, zoomed } from './stretch.ts';

/** What a hand can do with a chart. */
export interface Handled {
  /** What is shown now. */
  view: () => Stretch;
  /** Shows another stretch at once. */
  steer: (stretch: Stretch) => void;
  /** The read-out goes to a share of the width. */
  readAt: (share: number) => void;
}

/** Follows wheel and fingers on a chart until the signal aborts. The mouse is uPlot's. */
export function followGestures(element: HTMLElement, handled: Handled, signal: AbortSignal): void {
  // Not JSX handlers: those cannot keep the page from scrolling.
  element.addEventListener('wheel', (event) => turnWheel(event, element, handled), {
    signal,
    passive: false,
  });
  followFingers(element, handled, signal);
}

/** With Ctrl the wheel zooms where the pointer is; sideways it pans. Plain turning scrolls the page, as ever. */
function turnWheel(event: WheelEvent, element: HTMLElement, { view, steer }: Handled): void {
  const sideways = event.shiftKey ? event.deltaY : event.deltaX;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    // A step of a wheel and a pinch on a touch pad come as the same event, of very different size.
    const turn = Math.max(-60, Math.min(60, event.deltaY));
    const share = Math.min(1, Math.max(0, shareAt(event.clientX, element)));
    steer(zoomed(view(), Math.exp(turn * 0.005), share));
  } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    event.preventDefault();
    const { from, to } = view();
    steer(moved(view(), (sideways / element.clientWidth) * (to - from)));
  }
}

/** One finger reads, two zoom and move. Up and down the page scrolls: the style leaves that to the browser. */
function followFingers(element: HTMLElement, handled: Handled, signal: AbortSignal): void {
  const fingers = new Map<number, number>();
  let begun: { view: Stretch; at: Fingers } | null = null;
  const begin = () => {
    const at = pairOf(fingers);
    begun = at === null ? null : { view: handled.view(), at };
  };
  const isTouch = (event: PointerEvent) => event.pointerType === 'touch';
  const down = (event: PointerEvent) => {
    if (!isTouch(event)) return;
    fingers.set(event.pointerId, shareAt(event.clientX, element));
    begin();
  };
  const move = (event: PointerEvent) => {
    if (!isTouch(event) || !fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, shareAt(event.clientX, element));
    const now = pairOf(fingers);
    if (begun !== null && now !== null) handled.steer(pinched(begun.view, begun.at, now));
    else if (fingers.size === 1) handled.readAt(shareAt(event.clientX, element));
  };
  const up = (event: PointerEvent) => {
    if (fingers.delete(event.pointerId)) begin();
  };
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
}

function pairOf(fingers: ReadonlyMap<number, number>): Fingers | null {
  const [first, second] = fingers.values();
  return first === undefined || second === undefined ? null : [first, second];
}

/** Where something is over the drawn part, without the axis: 0 at its left, 1 at its right edge. */
function shareAt(clientX: number, element: HTMLElement): number {
  const { left, width } = (element.querySelector('.u-over') ?? element).getBoundingClientRect();
  return (clientX - left) / width;
}
