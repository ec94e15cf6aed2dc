import { readLatest } from '../store/read-latest.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { liveView } from './live-view.ts';
import { plainView } from './plain-view.ts';

export const watch: Command = {
  meta: {
    name: 'watch',
    summary: 'show the meter live; q quits',
    about: `Every change appears at once, in place: nothing scrolls, nothing flickers. Waits for a meter that is not
running and reconnects by itself. Without a terminal it prints one line per change instead.`,
    options: {},
    examples: [
      { line: 'claude-meter watch', text: 'live in this terminal' },
      { line: 'claude-meter watch >> usage.log', text: 'one line per change' },
    ],
  },

  async run(io, { port, home, freshnessMs }) {
    const signal = io.stopped();
    if (io.stdout.isTerminal) {
      const lastKnown = () => readLatest(home, io.now(), freshnessMs) ?? [];
      await liveView(io, { port, freshnessMs, lastKnown, signal });
    } else {
      await plainView(io, { port, signal });
    }
    return EXIT.ok;
  },
};
