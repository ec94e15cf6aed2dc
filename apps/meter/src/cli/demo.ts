import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findSimulator } from './find-simulator.ts';
import type { Io } from './io.ts';
import { readDuration } from './read-duration.ts';

/** A simulated minute a second: a working day fits into a coffee break. */
const DEFAULT_SPEED = 60;

export const demo: Command = {
  meta: {
    name: 'demo',
    summary: 'a simulated day: see the meter at work without an account',
    about: `Starts a simulated claude.ai, a meter of its own (own port, own temporary folder: a real one is not disturbed)
and scripted visitors, and shows the meter live. Needs no browser, no account, no network. Ctrl-C or q ends all of it.`,
    options: {
      scenario: {
        type: 'string',
        value: 'NAME',
        text: 'what is played, such as max-opus-wall; a wrong name lists them all (two-accounts)',
      },
      speed: { type: 'string', value: 'N', text: `simulated time per real time (${DEFAULT_SPEED})` },
      for: { type: 'string', value: 'TIME', text: 'end by itself after, say, 20s or 5m' },
    },
    examples: [
      { line: 'claude-meter demo', text: 'a working day of two accounts; npm run demo in a checkout' },
      { line: 'claude-meter demo --scenario extra-usage-cap', text: 'extra usage runs into its cap' },
      { line: 'claude-meter demo --for 20s | cat', text: 'plain lines instead of the live view' },
    ],
  },

  async run(io, _settings, values) {
    const read = readOptions(values);
    if ('error' in read) {
      io.stderr.write(`claude-meter: ${read.error}\n`);
      return EXIT.usage;
    }
    const simulatorMain = findSimulator();
    if (simulatorMain === null) {
      io.stderr.write('claude-meter: The simulator is missing from this installation: install it anew.\n');
      return EXIT.failed;
    }
    return play(io, { ...read, simulatorMain });
  },
};

interface DemoOptions {
  simulatorMain: string;
  scenario: string;
  speed: number;
  /** ms, null: until it is ended. */
  forMs: number | null;
}

async function play(io: Io, { forMs, ...options }: DemoOptions): Promise<ExitCode> {
  const [{ withSimulatedDay }, { demoBanner }, { liveView }, { plainView }, { printLine }] =
    await Promise.all([
      import('../demo/simulated-day.ts'),
      import('../demo/banner.ts'),
      import('./live-view.ts'),
      import('./plain-view.ts'),
      import('./view/styled.ts'),
    ]);
  const limit = new AbortController();
  const signal = AbortSignal.any([io.stopped(), io.readerGone, limit.signal]);
  return withSimulatedDay({ ...options, signal }, async (started) => {
    if (!started.ok) {
      io.stderr.write(`claude-meter: ${started.error}\n`);
      return started.kind === 'usage' ? EXIT.usage : EXIT.failed;
    }
    const { day } = started;
    let trouble: string | null = null;
    void day.broken.then((sentence) => {
      if (signal.aborted) return;
      trouble = sentence;
      limit.abort();
    });
    const timer = forMs === null ? undefined : setTimeout(() => limit.abort(), forMs);
    const banner = demoBanner(day, options.speed);
    const { port, freshnessMs } = day;
    if (io.stdout.isTerminal) {
      await liveView(io, { port, freshnessMs, lastKnown: () => [], banner, signal });
    } else {
      io.stdout.write(banner.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
      await plainView(io, { port, signal, label: 'SIMULATED  ' });
    }
    clearTimeout(timer);
    if (trouble === null) return EXIT.ok;
    io.stderr.write(`claude-meter: ${trouble}\n`);
    return EXIT.failed;
  });
}

function readOptions(values: OptionValues): Omit<DemoOptions, 'simulatorMain'> | { error: string } {
  const speedText = String(values['speed'] ?? DEFAULT_SPEED);
  const speed = Number(speedText);
  if (!(speed > 0 && speed <= 10_000)) {
    return { error: `--speed ${JSON.stringify(speedText)} is no number above 0 and up to 10000.` };
  }
  const forText = values['for'];
  const forMs = forText === undefined ? null : readDuration(String(forText));
  if (forText !== undefined && forMs === null) {
    return { error: `--for ${JSON.stringify(forText)} is no time; write 20s or 5m.` };
  }
  return { scenario: String(values['scenario'] ?? 'two-accounts'), speed, forMs };
}
