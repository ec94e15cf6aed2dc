import manifest from '../../package.json' with { type: 'json' };
import type { Started } from '../daemon.ts';
import type { Publisher } from '../published.ts';
import type { Settings } from '../settings.ts';
import { keepNurserySmall } from '../small-nursery.ts';
import type { Desktop } from '../tray/start-desktop.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findExtension } from './find-extension.ts';
import type { Io } from './io.ts';
import { type Kept, keepRunning } from './keep-running.ts';
import { printable } from './view/printable.ts';

export const run: Command = {
  meta: {
    name: 'run',
    summary: 'start the meter',
    about: `Starts the meter in the foreground: the bridge that the browser extension posts to, the history, and what
every other command asks. Ctrl-C or SIGTERM ends it cleanly.`,
    options: {},
    examples: [
      { line: 'claude-meter run', text: 'start it, see what it found and what is missing' },
      {
        line: 'CLAUDE_METER_PORT=63763 claude-meter run',
        text: 'on another port, for a second user of the machine',
      },
    ],
  },

  async run(io, settings) {
    keepNurserySmall();
    const [{ startDaemon }, { runReport }, { printLine }] = await Promise.all([
      import('../daemon.ts'),
      import('./view/run-report.ts'),
      import('./view/styled.ts'),
    ]);
    const quitting = new AbortController();
    const signal = AbortSignal.any([io.stopped(), quitting.signal]);
    let desktop: Desktop | null = null;
    let kept: Kept | null = null;
    const hints = () => [...(kept?.hints() ?? []), ...(desktop?.hints() ?? [])];
    const started = await startDaemon(settings, { signal, hints });
    if (!started.ok) {
      io.stderr.write(`claude-meter: ${printable(started.error)}\n`);
      return EXIT_OF[started.kind];
    }
    const report = runReport({
      now: io.now(),
      version: manifest.version,
      port: started.port,
      home: settings.home,
      upstream: settings.upstream,
      ownFetch: settings.ownFetch,
      snapshots: started.publisher.current().snapshots,
      trouble: started.store.trouble()?.message ?? null,
      extension: findExtension(),
    });
    io.stdout.write(report.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
    const tell = (line: string) => void io.stderr.write(`${line}\n`);
    kept = keepRunning(process, tell, signal);
    announceSessions(io, started.publisher, signal);
    desktop = await showOnDesktop(settings, started, { signal, quit: () => quitting.abort() }).catch(
      (error) => {
        tell(
          `claude-meter: neither tray nor notices: ${(error as Error).message}. The meter goes on without them.`,
        );
        return null;
      },
    );
    await Promise.all([started.closed, desktop?.closed]);
    io.stderr.write('claude-meter: stopped.\n');
    return EXIT.ok;
  },
};

const EXIT_OF: Readonly<
  Record<'already_running' | 'port_taken' | 'home_unusable' | 'store_unusable', ExitCode>
> = {
  already_running: EXIT.alreadyRunning,
  port_taken: EXIT.portTaken,
  home_unusable: EXIT.homeUnusable,
  store_unusable: EXIT.homeUnusable,
};

/** Tray and notices, loaded only where they are wanted. They cannot keep the meter from working. */
async function showOnDesktop(
  settings: Settings,
  meter: Extract<Started, { ok: true }>,
  given: { signal: AbortSignal; quit: () => void },
): Promise<Desktop | null> {
  if (!settings.desktop) return null;
  const [{ startDesktop }, { systemKeeper }] = await Promise.all([
    import('../tray/start-desktop.ts'),
    import('../service/system-keeper.ts'),
  ]);
  const found = systemKeeper(settings.home, process.env);
  return startDesktop({
    home: settings.home,
    source: meter.publisher,
    signal: given.signal,
    actions: {
      forget: meter.ingest.forget,
      refresh: () => void meter.refresh?.(),
      quit: given.quit,
    },
    service: found.ok ? found.keeper : null,
  });
}

/** Says once of each session that it has arrived: the person who has just loaded the extension is waiting for it. */
function announceSessions(io: Io, publisher: Publisher, signal: AbortSignal): void {
  const known = new Set<string>();
  publisher.onChange(({ snapshots }) => {
    for (const { stale, source, browser, account_email, org_uuid } of snapshots) {
      const session = `${source} in ${browser}: ${account_email ?? org_uuid}`;
      if (stale || known.has(session)) continue;
      known.add(session);
      io.stderr.write(`claude-meter: first numbers from ${printable(session)}\n`);
    }
  }, signal);
}
