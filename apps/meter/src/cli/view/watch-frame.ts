import { ago, type Snapshot } from '@claude-meter/core';
import { localClock } from './local-time.ts';
import { type PanelOptions, panelOf } from './panel.ts';
import { fitLine, type Line, span } from './styled.ts';

/** All that the live view shows. */
export interface WatchState {
  snapshots: readonly Snapshot[];
  /** When they came, ms; null before the first ones. */
  receivedAt: number | null;
  /** Why the meter is not heard, null while it is. */
  lost: string | null;
}

export interface FrameOptions extends PanelOptions {
  rows: number;
  /** Data older than this is marked stale while the meter is not heard, ms. */
  freshnessMs: number;
  /** Stays on top, whatever else is shown. */
  banner: readonly Line[];
  /** How to leave. */
  footer: string;
}

const MINUTE = 60_000;

/** The lines of the live view, cut to the screen. */
export function watchFrame(state: WatchState, options: FrameOptions): Line[] {
  const head = [...options.banner, statusLine(state, options), []];
  const foot: Line[] = [[], [span(options.footer, 'dim')]];
  const body = bodyOf(state, options);
  const room = Math.max(1, options.rows - head.length - foot.length);
  const hidden = body.length - (room - 1);
  const shown =
    body.length <= room
      ? body
      : [...body.slice(0, room - 1), [span(`… ${hidden} more lines: make the window taller`, 'dim')]];
  return [...head, ...shown, ...foot].slice(0, options.rows).map((line) => fitLine(line, options.columns));
}

/** Pause until something on the screen changes by time alone, ms, at least a second. */
export function nextTick(state: WatchState, now: number): number {
  const resets = state.snapshots.flatMap((snapshot) => snapshot.limits.map((limit) => limit.resets_at));
  const left = resets.map((at) => (at === null ? Number.NaN : Date.parse(at) - now));
  const changes = left.filter((ms) => ms > 0).map((ms) => (ms % MINUTE) + 1);
  const age = state.lost === null || state.receivedAt === null ? MINUTE : now - state.receivedAt;
  return Math.max(1000, Math.min(MINUTE, ...changes, age < MINUTE ? 1000 : MINUTE));
}

function statusLine(state: WatchState, { now, timeZone }: FrameOptions): Line {
  const name = span('ClaudeMeter', 'bold');
  if (state.lost === null) {
    const at =
      state.receivedAt === null
        ? 'waiting for the meter'
        : `updated ${localClock(state.receivedAt, timeZone)}`;
    return [name, span(`  ${at}`, 'dim')];
  }
  const age = state.receivedAt === null ? '' : `, last heard ${ago(state.receivedAt, now)}`;
  return [name, span(`  ${state.lost}${age}`, 'warning')];
}

function bodyOf(state: WatchState, options: FrameOptions): Line[] {
  if (state.snapshots.length > 0) return panelOf(agedWithoutMeter(state, options), options);
  if (state.lost !== null)
    return [[span('Start it with "claude-meter run": this view comes alive by itself.')]];
  if (state.receivedAt === null) return [];
  return [
    [span('No session has delivered anything yet.')],
    [span('"claude-meter status" says what is missing.', 'dim')],
  ];
}

/** The meter says what is stale; when it is not heard, its last word must not look fresh forever. */
function agedWithoutMeter(state: WatchState, { now, freshnessMs }: FrameOptions): readonly Snapshot[] {
  if (state.lost === null) return state.snapshots;
  return state.snapshots.map((snapshot) =>
    now - Date.parse(snapshot.fetched_at) < freshnessMs ? snapshot : { ...snapshot, stale: true },
  );
}
