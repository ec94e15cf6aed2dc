import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GECKO_ID } from '../../apps/extension/src/identity.ts';
import type { Simulator } from '../../apps/simulator/src/index.ts';
import { eventually, FIREFOX_BUILD } from './browser.ts';

export const FIREFOX = '/usr/bin/firefox-esr';
const START_LIMIT_MS = 30_000;

/** A real Firefox in which claude.ai is the simulator and the extension is loaded for this session. */
export interface FirefoxBrowser {
  /** Runs an expression in the page that is open, awaits it and gives its value back by JSON. */
  evaluate<T>(expression: string): Promise<T>;
  goto(url: string): Promise<void>;
  /** Address of a page of the extension. */
  page(name: string): string;
  signIn(): Promise<void>;
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Speaks WebDriver BiDi to Firefox itself: no driver program is needed. */
export async function openFirefox(
  simulator: Pick<Simulator, 'port'>,
  prefs: Record<string, string | number | boolean> = {},
): Promise<FirefoxBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'claude-meter-firefox-'));
  const profile = join(home, 'profile');
  await writeProfile(profile, { ...prefsFor(simulator.port), ...prefs });
  const child = spawn(
    FIREFOX,
    [
      '--headless',
      '--no-remote',
      '--profile',
      profile,
      '--remote-debugging-port',
      '0',
      '--remote-allow-system-access',
      'about:blank',
    ],
    {
      env: { ...process.env, HOME: home, MOZ_CRASHREPORTER_DISABLE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    const bidi = await connect(`${await listening(child)}/session`);
    await bidi.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    await bidi.send('webExtension.install', { extensionData: { type: 'path', path: FIREFOX_BUILD } });
    const tree = (await bidi.send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    const context = tree.contexts[0]?.context ?? '';
    const host = await eventually(() => readHost(profile));
    return browserOf({ bidi, context, host, end: () => end(child, home) });
  } catch (error) {
    await end(child, home);
    throw error;
  }
}

interface Bidi {
  send(method: string, params: object): Promise<unknown>;
}

function browserOf(of: {
  bidi: Bidi;
  context: string;
  host: string;
  end: () => Promise<void>;
}): FirefoxBrowser {
  const { bidi, context, host } = of;
  const evaluate = async <T>(expression: string): Promise<T> => {
    const result = (await bidi.send('script.evaluate', {
      expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    })) as { result?: { value: string }; exceptionDetails?: { text: string } };
    if (result.result === undefined) throw new Error(result.exceptionDetails?.text ?? 'nothing came back');
    return JSON.parse(result.result.value) as T;
  };
  const goto = async (url: string) => {
    await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
  };
  return {
    evaluate,
    goto,
    page: (name) => `moz-extension://${host}/${name}`,
    signIn: async () => {
      await goto('https://claude.ai/login');
      await evaluate(`document.querySelector('button').click()`);
      await eventually(async () => {
        const path = await evaluate<string>('location.pathname');
        if (path !== '/settings/usage') throw new Error(`still at ${path}`);
      });
    },
    screenshot: async () => {
      const shot = (await bidi.send('browsingContext.captureScreenshot', { context })) as { data: string };
      return Buffer.from(shot.data, 'base64');
    },
    close: of.end,
  };
}

/** What sends claude.ai to the simulator and keeps Firefox from asking anybody else. */
function prefsFor(port: number): Record<string, string | number | boolean> {
  return {
    'network.dns.localDomains': 'claude.ai',
    'network.socket.forcePort': `443=${port}`,
    'network.dns.disableIPv6': true,
    'network.trr.mode': 5,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,#',
    'app.update.enabled': false,
    'app.normandy.enabled': false,
    'browser.aboutwelcome.enabled': false,
    'browser.safebrowsing.malware.enabled': false,
    'browser.safebrowsing.phishing.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'datareporting.healthreport.uploadEnabled': false,
    'extensions.getAddons.cache.enabled': false,
    'extensions.update.enabled': false,
    'toolkit.telemetry.enabled': false,
  };
}

async function writeProfile(folder: string, prefs: Record<string, string | number | boolean>): Promise<void> {
  const lines = Object.entries(prefs).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'user.js'), lines.join('\n'));
}

/** The extension's origin is random in every profile; Firefox notes it among its settings. */
async function readHost(profile: string): Promise<string> {
  const prefs = await readFile(join(profile, 'prefs.js'), 'utf8');
  const uuids = /"extensions\.webextensions\.uuids", "(.*)"\);/.exec(prefs)?.[1];
  const host = (JSON.parse((uuids ?? '{}').replaceAll('\\"', '"')) as Record<string, string>)[GECKO_ID];
  if (host === undefined) throw new Error('Firefox has not noted the origin of the extension yet.');
  return host;
}

async function listening(child: ChildProcess): Promise<string> {
  let said = '';
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  while (!limit.aborted) {
    const [chunk] = (await once(child.stderr as NodeJS.ReadableStream, 'data', { signal: limit })) as [
      Buffer,
    ];
    said += chunk.toString();
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Firefox does not listen: ${said}`);
}

async function connect(address: string): Promise<Bidi> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener('message', (event) => {
    const answer = JSON.parse(String(event.data)) as Record<string, unknown> & { id?: number };
    const pending = answer.id === undefined ? undefined : waiting.get(answer.id);
    if (pending === undefined || answer.id === undefined) return;
    waiting.delete(answer.id);
    if (answer['type'] === 'error') pending.reject(new Error(`${answer['error']}: ${answer['message']}`));
    else pending.resolve(answer['result']);
  });
  let last = 0;
  return {
    send: (method, params) => {
      last += 1;
      const pending = Promise.withResolvers<unknown>();
      waiting.set(last, pending);
      socket.send(JSON.stringify({ id: last, method, params }));
      return pending.promise;
    },
  };
}

async function end(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const deadline = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(deadline);
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
