import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../../apps/simulator/src/index.ts';
import { CHROMIUM, type ExtensionBrowser, eventually, openChromium } from '../../e2e/browser.ts';
import { type PrivateHome, privateHome } from '../../e2e/cookies-rig.ts';
import { type MeterProcess, runMeter } from '../../e2e/meter-process.ts';
import { type FakePanel, startFakePanel } from '../../e2e/tray/fake-panel.ts';
import { type PrivateBus, startPrivateBus } from '../../e2e/tray/private-bus.ts';

/** Simulated time per real time. */
export const SPEED = 60;
/** A simulated minute, ms. */
export const MINUTE_MS = 60_000 / SPEED;

/** A meter with everything that a person has open: browser with extension, tray, dashboard. */
export interface DayRig {
  simulator: Simulator;
  /** Everything that any of them complained about, with what was going on. */
  complaints: string[];
  panel: FakePanel;
  dashboard: Page;
  /** What the meter that runs now said on standard error and output. */
  meter(): MeterProcess;
  browser(): ExtensionBrowser | null;
  home: string;
  /** How often the meter ended without being asked to. */
  unexpectedEnds(): number;
  /** Ends the meter by a signal and starts it again on the same port. */
  restartMeter(signal: NodeJS.Signals): Promise<void>;
  openBrowser(): Promise<ExtensionBrowser>;
  closeBrowser(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDay(scenario: string): Promise<DayRig> {
  const simulator = await startSimulator({ scenario, speed: SPEED });
  const place = await privateHome();
  const bus = await startPrivateBus({ services: false });
  const panel = await startFakePanel(bus.address);
  const watcher = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const parts = { simulator, place, bus, panel, watcher };
  const complaints: string[] = [];
  let ends = 0;
  /** While the meter is being restarted, pages find nobody: that is no fault of theirs. */
  let away = true;
  let meter = await startMeter(parts, null);
  listen();
  away = false;

  function listen(): void {
    for (const stream of [meter.child.stdout, meter.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => noteMeter(chunk.toString()));
    }
    meter.child.once('exit', (code, signal) => {
      if (away) return;
      ends += 1;
      complaints.push(`the meter ended by itself: ${code ?? signal}`);
    });
  }

  function noteMeter(text: string): void {
    if (/error|unhandled|warn|exception|\bat \S+:\d+:\d+/i.test(text))
      complaints.push(`meter: ${text.trim()}`);
  }

  const dashboard = await (await watcher.newContext({ timezoneId: 'UTC' })).newPage();
  complainOf(dashboard, 'dashboard', (text) => {
    if (!away || !/ERR_CONNECTION|Failed to load|network error|ERR_INCOMPLETE/i.test(text))
      complaints.push(text);
  });
  await dashboard.goto(`${meter.base}/#/now`);

  let browser: ExtensionBrowser | null = null;
  const rig: DayRig = {
    simulator,
    complaints,
    panel,
    dashboard,
    home: join(place.home, 'meter'),
    meter: () => meter,
    browser: () => browser,
    unexpectedEnds: () => ends,
    async restartMeter(signal) {
      away = true;
      await meter.stop(signal);
      meter = await startMeter(parts, meter.port);
      listen();
      // Pages come back to it within two seconds.
      await sleep(3_000);
      away = false;
    },
    async openBrowser() {
      const profile = join(place.home, '.config', 'chromium');
      await mkdir(profile, { recursive: true });
      browser = await openChromium(simulator, {
        profile,
        settings: { port: meter.port, cadence_ms: MINUTE_MS },
      });
      const worker = await eventually(() => browser?.worker() ?? Promise.reject(new Error('closed')));
      worker.on('console', (message) => {
        if (message.type() === 'error' && !away) complaints.push(`extension: ${message.text()}`);
      });
      browser.context.on('weberror', (error) => complaints.push(`browser: ${error.error().message}`));
      return browser;
    },
    async closeBrowser() {
      await browser?.close();
      browser = null;
    },
    async stop() {
      away = true;
      await browser?.close();
      await watcher.close();
      await meter.stop();
      panel.stop();
      await bus.stop();
      await simulator.stop();
      await place.remove();
    },
  };
  return rig;
}

interface Parts {
  simulator: Simulator;
  place: PrivateHome;
  bus: PrivateBus;
  panel: FakePanel;
  watcher: Browser;
}

/** The meter as a person runs it: own path, tray and notices on; a minute lasts a second. */
function startMeter({ simulator, place, bus }: Parts, port: number | null): Promise<MeterProcess> {
  return runMeter(join(place.home, 'meter'), {
    ...(port === null ? {} : { CLAUDE_METER_PORT: String(port) }),
    HOME: place.home,
    XDG_RUNTIME_DIR: place.runtime,
    XDG_CONFIG_HOME: join(place.home, '.config'),
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    CLAUDE_METER_DESKTOP: 'on',
    CLAUDE_METER_OWN_FETCH: 'on',
    CLAUDE_METER_UPSTREAM: simulator.origin,
    NODE_EXTRA_CA_CERTS: simulator.caFile,
    CLAUDE_METER_POLL_MS: String(MINUTE_MS),
    CLAUDE_METER_FRESHNESS_MS: String(2 * MINUTE_MS),
  });
}

function complainOf(page: Page, name: string, complain: (text: string) => void): void {
  page.on('pageerror', (error) => complain(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`${name}: ${message.text()}`);
  });
}
