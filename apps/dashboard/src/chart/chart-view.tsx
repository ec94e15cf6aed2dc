import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Person } from '../shell/person.ts';
import { type ChartModel, type Stretch, stretchOf } from './chart-model.ts';
import { followGestures } from './gestures.ts';
import { type Chart, makeChart } from './make-chart.ts';
import { onSchemeChange } from './paint.ts';
import { createSteering, type Steering } from './steering.ts';
import { moved, zoomed } from './stretch.ts';
import 'uplot/dist/uPlot.min.css';
import './chart.css';

export interface ChartViewProps {
  model: ChartModel;
  /** A stretch that was marked by hand: shown at once, with what is there; null shows the model's own. */
  marked: Stretch | null;
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

/** What lives as long as the canvas does. */
interface Living {
  chart: Chart;
  steering: Steering;
}

/** A chart that zooms, pans and reads out, by pointer, by fingers and by keys. Its canvas stays over every update. */
export function ChartView(props: ChartViewProps): VNode {
  const { model, marked, person, label } = props;
  const place = useRef<HTMLDivElement>(null);
  const living = useRef<Living | null>(null);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const end = new AbortController();
    living.current = bringToLife(element, newest, end.signal);
    return () => {
      end.abort();
      living.current = null;
    };
  }, [person]);

  useEffect(() => {
    const { chart, steering } = living.current ?? {};
    chart?.show(model, steering?.stretch ?? marked ?? stretchOf(model));
  }, [model, marked?.from, marked?.to]);

  return (
    <div
      ref={place}
      class="db-chart"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: -- the keys that move the read-out need a place to go to
      tabIndex={0}
      role="application"
      aria-roledescription="chart"
      aria-label={`${label} Arrow keys move the read-out, with Shift the range; plus and minus zoom; 0 goes back.`}
      onKeyDown={(event) => living.current !== null && pressKey(event, props, living.current)}
      onDblClick={() => goBack(props, living.current)}
      onMouseLeave={() => props.onPoint(null)}
    />
  );
}

function bringToLife(element: HTMLElement, newest: { current: ChartViewProps }, signal: AbortSignal): Living {
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const chart = makeChart(element, {
    model: newest.current.model,
    view: viewOf(newest.current, null),
    person: newest.current.person,
    ...size(),
    onZoom: (from, to) => newest.current.onRange(from, to),
    onPoint: (at) => newest.current.onPoint(at),
  });
  const steering = createSteering(
    (stretch) => chart.show(newest.current.model, stretch),
    ({ from, to }) => newest.current.onRange(from, to),
  );
  const view = () => viewOf(newest.current, steering);
  const observer = new ResizeObserver(() => chart.resize(size().width, size().height));
  observer.observe(element);
  onSchemeChange(() => chart.repaint(), signal);
  const readAt = (share: number) => {
    const { from, to } = view();
    chart.point(Math.min(to, Math.max(from, from + share * (to - from))));
  };
  followGestures(element, { view, steer: steering.to, readAt }, signal);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    steering.settle();
    chart.destroy();
  });
  return { chart, steering };
}

function viewOf({ model, marked }: ChartViewProps, steering: Steering | null): Stretch {
  return steering?.stretch ?? marked ?? stretchOf(model);
}

function goBack(props: ChartViewProps, living: Living | null): void {
  living?.steering.forget();
  props.onReset();
}

/** Steps of the read-out over the whole width. */
const STEPS = 100;

function pressKey(event: KeyboardEvent, props: ChartViewProps, living: Living): void {
  const { chart, steering } = living;
  const view = viewOf(props, steering);
  const width = view.to - view.from;
  const point = (by: number) => {
    const at = Math.min(view.to, Math.max(view.from, (props.pointed ?? props.model.to) + by));
    chart.point(at);
    props.onPoint(at);
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => (event.shiftKey ? steering.to(moved(view, -width / 4)) : point(-width / STEPS)),
    ArrowRight: () => (event.shiftKey ? steering.to(moved(view, width / 4)) : point(width / STEPS)),
    Home: () => point(-2 * width),
    End: () => point(2 * width),
    '+': () => steering.to(zoomed(view, 0.5, 0.5)),
    '=': () => steering.to(zoomed(view, 0.5, 0.5)),
    '-': () => steering.to(zoomed(view, 2, 0.5)),
    '0': () => goBack(props, living),
    Escape: () => {
      chart.point(null);
      props.onPoint(null);
    },
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]?.();
}
