import type { Snapshot } from '@claude-meter/core';
import { followMeter } from './follow-meter.ts';
import type { Io } from './io.ts';
import { openScreen } from './screen.ts';
import type { Line } from './view/styled.ts';
import { nextTick, type WatchState, watchFrame } from './view/watch-frame.ts';

export interface LiveViewOptions {
  port: number;
  freshnessMs: number;
  /** What to show while the meter was never heard. */
  lastKnown: () => readonly Snapshot[];
  banner?: readonly Line[];
  /** Ends the view. */
  signal: AbortSignal;
}

/** Ctrl-C comes as a key: the terminal hands keys over as they are typed. */
const QUIT_KEYS = ['q', 'Q', '\x03'];

/** Shows a meter live in the terminal until q, Ctrl-C or the signal. */
export async function liveView(io: Io, options: LiveViewOptions): Promise<void> {
  const quit = new AbortController();
  const signal = AbortSignal.any([options.signal, io.readerGone, quit.signal]);
  let state: WatchState = { snapshots: [], receivedAt: null, lost: null };
  let timer: NodeJS.Timeout | undefined;

  const screen = openScreen(io, (keys) => {
    if (QUIT_KEYS.some((key) => keys.includes(key))) quit.abort();
  });
  const draw = () => {
    const now = io.now();
    screen.show(
      watchFrame(state, {
        now,
        timeZone: io.timeZone,
        ...io.stdout.size(),
        freshnessMs: options.freshnessMs,
        banner: options.banner ?? [],
        footer: 'q quits',
      }),
    );
    clearTimeout(timer);
    timer = setTimeout(draw, nextTick(state, now));
  };
  io.stdout.onResize(draw, signal);
  try {
    draw();
    for await (const event of followMeter(options.port, signal)) {
      if (event.kind === 'snapshots') {
        state = { snapshots: event.snapshots, receivedAt: io.now(), lost: null };
      } else {
        const snapshots = state.receivedAt === null ? options.lastKnown() : state.snapshots;
        state = { ...state, snapshots, lost: event.error };
      }
      draw();
    }
  } finally {
    clearTimeout(timer);
    screen.close();
  }
}
