import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Simulator } from '../../apps/simulator/src/index.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const FIREFOX = '/usr/bin/firefox-esr';

/** Says why a suite is skipped, where it would otherwise pass unseen. */
export function missingProgram(...programs: string[]): string | null {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) return null;
  console.warn(`skipped: ${missing.join(', ')} is not installed`);
  return missing.join(', ');
}

export interface PrivateHome {
  home: string;
  runtime: string;
  env: Record<string, string>;
  remove(): Promise<void>;
}

/** A home and a runtime folder of its own for a browser and its keyring. */
export async function privateHome(): Promise<PrivateHome> {
  const root = await mkdtemp(join(tmpdir(), 'cookies-e2e-'));
  const home = join(root, 'home');
  const runtime = join(root, 'run');
  await mkdir(join(home, '.config'), { recursive: true });
  await mkdir(runtime, { mode: 0o700 });
  const inherited = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
  return {
    home,
    runtime,
    env: { ...inherited, HOME: home, XDG_RUNTIME_DIR: runtime },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

export interface ChromiumOptions {
  userDataDir: string;
  env: Record<string, string>;
  profile?: string;
  passwordStore: 'basic' | 'gnome-libsecret' | 'kwallet5';
}

/** Real Chromium in which claude.ai is the simulator. */
export function openChromium(simulator: Simulator, options: ChromiumOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(options.userDataDir, {
    executablePath: CHROMIUM,
    headless: true,
    env: options.env,
    ignoreDefaultArgs: ['--password-store=basic'],
    args: [
      `--password-store=${options.passwordStore}`,
      `--profile-directory=${options.profile ?? 'Default'}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP claude.ai:443 127.0.0.1:${simulator.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${simulator.spki}`,
    ],
  });
}

/** Goes through the sign-in form as a person does. */
export async function signIn(page: Page): Promise<void> {
  await page.goto('https://claude.ai/login');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/settings/usage');
}

export interface SessionBusProcess {
  address: string;
  /** The environment that was given, with the bus in it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** A D-Bus daemon of its own for one test. */
export async function startSessionBus(env: Record<string, string>): Promise<SessionBusProcess> {
  const bus = spawn('/usr/bin/dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(bus.stdout, 'data')) as [Buffer];
  const address = line.toString().trim();
  return { address, env: { ...env, DBUS_SESSION_BUS_ADDRESS: address }, stop: () => stopChild(bus) };
}

/** A gnome-keyring on a session bus. */
export interface Keyring {
  /** Ends the keyring daemon only; the bus stays. */
  stopDaemon(): Promise<void>;
  /** Starts a daemon without a password: its collections are locked. */
  startLocked(): Promise<void>;
}

/** Starts an unlocked gnome-keyring on the bus that `env` names. */
export async function startKeyring(env: Record<string, string>): Promise<Keyring> {
  let daemon: ChildProcess | null = await startDaemon(env, 'testpw');
  const stopDaemon = async () => {
    if (daemon !== null) await stopChild(daemon);
    daemon = null;
  };
  return {
    stopDaemon,
    startLocked: async () => {
      await stopDaemon();
      daemon = await startDaemon(env, null);
    },
  };
}

async function startDaemon(env: Record<string, string>, password: string | null): Promise<ChildProcess> {
  const unlock = password === null ? [] : ['--unlock'];
  const daemon = spawn('/usr/bin/gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin?.end(password ?? '');
  try {
    await until(async () => (await ownsName(env, 'org.freedesktop.secrets')) || null, 20_000);
  } catch (error) {
    await stopChild(daemon);
    throw error;
  }
  return daemon;
}

/** Whether a program on the bus of `env` holds a name. */
export async function ownsName(env: Record<string, string>, name: string): Promise<boolean> {
  const destination = ['--session', '--dest=org.freedesktop.DBus', '--print-reply=literal'];
  const call = ['/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', `string:${name}`];
  const child = spawn('/usr/bin/dbus-send', [...destination, ...call], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await once(child, 'close');
  return out.includes('true');
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(hard);
}

/** Status of a GET to the simulator with a cookie header. */
export async function statusOf(
  url: string,
  { caFile, cookie }: { caFile: string; cookie: string | undefined },
): Promise<number> {
  const headers = { accept: '*/*', referer: 'https://claude.ai/settings/usage', ...(cookie && { cookie }) };
  const request = get(url, { ca: await readFile(caFile), headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

/** Asks again every 200 ms until there is an answer; gives up after `limitMs`. */
export async function until<T>(ask: () => Promise<T | null>, limitMs = 60_000): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(200)) {
    const answer = await ask();
    if (answer !== null) return answer;
  }
  throw new Error(`no answer within ${limitMs} ms`);
}

/** A `user.js` with which Firefox takes the simulator for claude.ai and calls nobody else. */
export async function writeFirefoxPrefs(profile: string, simulator: Simulator): Promise<void> {
  const prefs = {
    'network.dns.localDomains': 'claude.ai',
    'network.socket.forcePort': `443=${simulator.port}`,
    'network.trr.mode': 5,
    'network.dns.disableIPv6': true,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,#',
    'privacy.userContext.enabled': true,
    'app.update.enabled': false,
    'app.normandy.enabled': false,
    'toolkit.telemetry.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'datareporting.healthreport.uploadEnabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'browser.startup.page': 0,
    'browser.newtabpage.enabled': false,
  };
  const lines = Object.entries(prefs).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
}
