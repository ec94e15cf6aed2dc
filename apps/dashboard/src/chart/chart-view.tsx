import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Person } from '../shell/person.ts';
import type { ChartModel } from './chart-model.ts';
import { type Chart, makeChart } from './make-chart.ts';
import { onSchemeChange } from './paint.ts';
import 'uplot/dist/uPlot.min.css';
import './chart.css';

export interface ChartViewProps {
  model: ChartModel;
  person: Person;
  /** What the chart shows, in words. */
  label: string;
  onRange: (from: number, to: number) => void;
  /** Back to the range that was chosen. */
  onReset: () => void;
  /** Where the read-out stands, ms; null for nowhere. */
  pointed: number | null;
  onPoint: (at: number | null) => void;
}

/** A chart that zooms, pans and reads out, by pointer and by keys. Its canvas stays over every update. */
export function ChartView(props: ChartViewProps): VNode {
  const { model, person, label } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const newest = useRef(props);
  newest.current = props;
  const set = model.lines.map(({ id, colour }) => `${id}:${colour}`).join(' ');

  // Another set of lines is another chart; all else changes in place.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const end = new AbortController();
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = makeChart(element, {
      model: newest.current.model,
      person,
      ...size(),
      onZoom: (from, to) => newest.current.onRange(from, to),
      onPoint: (at) => newest.current.onPoint(at),
    });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize(size().width, size().height));
    observer.observe(element);
    onSchemeChange(() => made.repaint(), end.signal);
    // Not a JSX handler: those cannot keep the page from scrolling.
    element.addEventListener('wheel', (event) => turnWheel(event, element, newest.current), {
      signal: end.signal,
      passive: false,
    });
    return () => {
      end.abort();
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [set, person]);

  useEffect(() => chart.current?.show(model), [model]);

  return (
    <div
      ref={place}
      class="db-chart"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: -- the keys that move the read-out need a place to go to
      tabIndex={0}
      role="application"
      aria-roledescription="chart"
      aria-label={`${label} Arrow keys move the read-out, with Shift the range; plus and minus zoom; 0 goes back.`}
      onKeyDown={(event) => pressKey(event, props, chart.current)}
      onDblClick={props.onReset}
      onMouseLeave={() => props.onPoint(null)}
    />
  );
}

/** Steps of the read-out over the whole width. */
const STEPS = 100;

function pressKey(event: KeyboardEvent, props: ChartViewProps, chart: Chart | null): void {
  const { from, to } = props.model;
  const width = to - from;
  const move = (by: number) => props.onRange(Math.round(from + by), Math.round(to + by));
  const point = (by: number) => {
    const at = Math.min(to, Math.max(from, (props.pointed ?? to) + by));
    chart?.point(at);
    props.onPoint(at);
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => (event.shiftKey ? move(-width / 4) : point(-width / STEPS)),
    ArrowRight: () => (event.shiftKey ? move(width / 4) : point(width / STEPS)),
    Home: () => point(-width),
    End: () => point(width),
    '+': () => props.onRange(...zoomed(props.model, 0.5, 0.5)),
    '=': () => props.onRange(...zoomed(props.model, 0.5, 0.5)),
    '-': () => props.onRange(...zoomed(props.model, 2, 0.5)),
    '0': props.onReset,
    Escape: () => {
      chart?.point(null);
      props.onPoint(null);
    },
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]?.();
}

/** With Ctrl the wheel zooms where the pointer is; sideways it pans. Plain turning scrolls the page, as ever. */
function turnWheel(event: WheelEvent, element: HTMLElement, { model, onRange }: ChartViewProps): void {
  const width = model.to - model.from;
  const sideways = event.shiftKey ? event.deltaY : event.deltaX;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const box = element.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    onRange(...zoomed(model, event.deltaY > 0 ? 1.25 : 0.8, share));
  } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    event.preventDefault();
    const by = (sideways / element.clientWidth) * width;
    onRange(Math.round(model.from + by), Math.round(model.to + by));
  }
}

const [SHORTEST_MS, LONGEST_MS] = [5 * 60_000, 10 * 366 * 86_400_000];

/** A range that is `factor` times as wide and keeps the moment at `share` of its width in place. */
export function zoomed(
  { from, to }: { from: number; to: number },
  factor: number,
  share: number,
): [from: number, to: number] {
  const width = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (to - from) * factor));
  const fixed = from + (to - from) * share;
  const start = Math.max(0, Math.round(fixed - width * share));
  return [start, Math.round(start + width)];
}
