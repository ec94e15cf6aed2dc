import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import manifest from '../package.json' with { type: 'json' };
import { backfill } from './backfill.ts';
import { createForecaster } from './bridge/api/forecast.ts';
import { answerSnapshots, type BridgeParts, createBridge } from './bridge/http.ts';
import { listenLocally } from './bridge/local-socket.ts';
import { counted, createOutlets, type Outlets } from './bridge/outlets.ts';
import { systemPeerLookup } from './bridge/peer/system.ts';
import { type ConnectedPeers, createPeers } from './bridge/peers.ts';
import { createOwnSources, type OwnSources } from './collect/own-sources.ts';
import { type Health, sourceHealth, transcriptsHealth, troubleText } from './health.ts';
import { prepareHome } from './home-folder.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { localSocketPath } from './local-socket-path.ts';
import { pushMetrics } from './metrics/push-metrics.ts';
import { createPublisher, type Publisher } from './published.ts';
import { createRetrospect, type Retrospect } from './retrospect.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import type { Settings } from './settings.ts';
import { createHandOn } from './statusline/hand-on.ts';
import { openStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import { portRefused, type StartRefused, takeHome } from './take-home.ts';
import { takeOver } from './upgrade/take-over.ts';

export type Started =
  | {
      ok: true;
      port: number;
      ingest: Ingest;
      publisher: Publisher;
      store: Store;
      /** Asks every session now; null when the own fetch path is off. */
      refresh: (() => Promise<void>) | null;
      closed: Promise<void>;
    }
  | StartRefused;

export interface DaemonOptions {
  /** Ends the daemon: streams are closed, the history is closed, then `closed` resolves. */
  signal: AbortSignal;
  clock?: () => number;
  /** Folders of transcripts, in place of those of this machine. */
  transcriptRoots?: readonly string[];
  /** Where Claude Code and collectors say how they are set up. @default that of this process */
  env?: NodeJS.ProcessEnv;
  /** What a person can do so that the desktop shows the meter; part of `GET /healthz`. */
  hints?: () => string[];
}

/** Starts the meter: history, state, bridge. One per port and one per state folder. */
export async function startDaemon(settings: Settings, options: DaemonOptions): Promise<Started> {
  const { clock = Date.now, env = process.env } = options;
  const home = prepareHome(settings.home);
  if (!home.ok) return { ok: false, kind: 'home_unusable', error: home.error };
  const taken = await takeHome(settings.home);
  if (!taken.ok) return taken;
  process.umask(0o077);
  const opened = openStore(settings.home, clock());
  if (!opened.ok) {
    taken.release();
    return { ok: false, kind: 'store_unusable', error: opened.error };
  }
  const { store } = opened;
  // Whoever switched the own path off wants nothing read but what is posted.
  if (settings.ownFetch) {
    const place = { platform: process.platform, home: homedir(), env, now: clock() };
    backfill(store, place);
    if (settings.upstream === null) takeOver(store, settings.home, place);
  }
  const meter = assemble(settings, store, { ...options, clock, env, hints: options.hints ?? (() => []) });
  const refused = await listen(meter.server, settings.port);
  if (refused !== null) {
    meter.ending.abort();
    store.close();
    taken.release();
    return portRefused(settings.port, refused);
  }
  const { signal } = meter.ending;
  listenLocally(meter.server, localSocketPath(settings.home), {
    welcome: meter.peers.connectedLocally,
    signal,
  });
  const port = portOf(meter.server);
  writeRunFile(settings.home, { pid: process.pid, port });
  const collecting = meter.collector?.run();
  meter.retrospect.transcripts.start();
  void pushMetrics(env, { facts: meter.outlets.metricFacts, signal });
  const closed = closeOn(options.signal, meter).then(async () => {
    await Promise.all([collecting, meter.retrospect.closed()]);
    store.close();
    removeRunFile(settings.home);
    taken.release();
  });
  const { ingest, publisher, collector } = meter;
  const refresh = collector === null ? null : () => collector.refresh();
  return { ok: true, port, ingest, publisher, store, refresh, closed };
}

/** Events that `GET /api/timeline` shows. */
const TIMELINE_SHOWN = 500;

/** Everything of a running meter; `ending` ends its timers and streams. */
interface Assembled {
  server: Server;
  ingest: Ingest;
  publisher: Publisher;
  collector: OwnSources | null;
  outlets: Outlets;
  peers: ConnectedPeers;
  retrospect: Retrospect;
  ending: AbortController;
}

function assemble(
  settings: Settings,
  store: Store,
  {
    clock,
    env,
    hints,
    transcriptRoots,
  }: Pick<DaemonOptions, 'transcriptRoots'> & Required<Pick<DaemonOptions, 'clock' | 'env' | 'hints'>>,
): Assembled {
  const startedAt = clock();
  const state = store.restore(startedAt);
  const ending = new AbortController();
  const publisher = createPublisher(state, {
    clock,
    freshnessMs: settings.freshnessMs,
    run: startedAt.toString(36),
    signal: ending.signal,
  });
  const forecaster = createForecaster(store, () => publisher.current().snapshots);
  const handOn = createHandOn({ home: settings.home, ingest: () => ingest, clock });
  const outlets = createOutlets({ publisher, forecaster, health: () => health(), clock, handOn });
  const ingest = counted(createIngest(state, { store, publisher, clock }), outlets.counters);
  const peers = createPeers(systemPeerLookup());
  const retrospect = createRetrospect(settings, { clock, transcriptRoots, env, signal: ending.signal });
  const { transcripts, reports, attributions } = retrospect;
  const health = (): Health => ({
    ok: store.trouble()?.kind !== 'write_failed',
    name: 'claude-meter',
    version: manifest.version,
    pid: process.pid,
    started_at: new Date(startedAt).toISOString(),
    sources: sourceHealth(ingest.state()),
    store_trouble: troubleText(store.trouble()),
    transcripts: transcriptsHealth(transcripts.status()),
    hints: hints(),
  });
  const collector = settings.ownFetch
    ? createOwnSources({ settings, ingest, clock, signal: ending.signal, env })
    : null;
  const timeline = () => store.timeline(TIMELINE_SHOWN);
  let port = settings.port;
  const server = bridgeServer({
    ingest,
    publisher,
    peers,
    collector,
    timeline,
    line: outlets.line,
    metrics: outlets.metrics,
    count: outlets.counters.request,
    health,
    clock,
    port: () => port,
    api: {
      store,
      settings,
      clock,
      port: () => port,
      version: manifest.version,
      forecaster,
      published: () => publisher.current().text,
      transcripts,
      reports,
      attributions,
    },
    signal: ending.signal,
  });
  server.once('listening', () => {
    port = portOf(server);
  });
  server.on('connection', peers.connected);
  return { server, ingest, publisher, collector, outlets, peers, retrospect, ending };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}

/** Limits for clients that are slow on purpose or by accident: none of them may hold the bridge. */
function bridgeServer(parts: BridgeParts): Server {
  const routes = getRequestListener(createBridge(parts).fetch);
  const limits = {
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16 * 1024,
  };
  const server = createServer(limits, (incoming, outgoing) => {
    if (!answerSnapshots(parts, incoming, outgoing)) void routes(incoming, outgoing);
  });
  server.maxConnections = 1000;
  return server;
}

function listen(server: Server, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', resolve);
      resolve(null);
    });
  });
}

async function closeOn(signal: AbortSignal, { server, ending }: Assembled): Promise<void> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  const done = new Promise((resolve) => server.close(resolve));
  ending.abort();
  server.closeIdleConnections();
  // Requests under way get a moment; whoever only holds a connection open does not delay the end.
  const deadline = setTimeout(() => server.closeAllConnections(), 500);
  await done;
  clearTimeout(deadline);
}
