import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import type { Simulator } from '../apps/simulator/src/index.ts';
import { CHROMIUM, eventually } from '../test/e2e/browser.ts';
import { endProcess } from '../test/e2e/end-process.ts';
import { startScreen } from '../test/e2e/screen.ts';

/** A tab of a request in the Network panel, by the name that DevTools has for it. */
export type RequestTab = 'headers-component' | 'response';

/** A Chromium that somebody sees, with its DevTools open below the page. */
export interface DevTools {
  page: Page;
  /** Opens the newest request whose address ends so. */
  show(ending: string, tab: RequestTab): Promise<void>;
  /** The text of "Export HAR (sanitized)". */
  exportHar(): Promise<string>;
  /** Writes a picture of the whole screen. */
  picture(path: string): void;
  close(): Promise<void>;
}

const SCREEN = { width: 1280, height: 1000 };

/** What a person has chosen in DevTools before: below the page, the Network panel, no timeline above the requests. */
const PREFERENCES = {
  currentDockState: '"bottom"',
  'panel-selected-tab': '"network"',
  'network-log-show-overview': 'false',
  'network-show-overview': 'false',
  'inspector-view.split-view-state': '{"vertical":{"size":0},"horizontal":{"size":430}}',
};

/** Modules of DevTools itself, which the picture asks for what a person clicks. */
const LOG = `const modules = 'devtools://devtools/bundled/';
const { NetworkLog } = await import(modules + 'models/logs/logs.js');
const requests = NetworkLog.NetworkLog.instance().requests();`;

/** The response opens somewhere in its middle. */
const SCROLL_UP = `const below = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
  element.shadowRoot ? [element, ...below(element.shadowRoot)] : [element]);
for (const element of below(document)) if (element.matches('.cm-scroller')) element.scrollTop = 0;`;

/** How long the panels take to draw, ms. */
const SETTLING_MS = 800;

/** Opens a Chromium in which claude.ai is the simulator. */
export async function openDevTools(simulator: Pick<Simulator, 'port' | 'spki'>): Promise<DevTools> {
  const profile = mkdtempSync(join(tmpdir(), 'claude-meter-devtools-'));
  mkdirSync(join(profile, 'Default'));
  const preferences = JSON.stringify({ devtools: { preferences: PREFERENCES } });
  writeFileSync(join(profile, 'Default', 'Preferences'), preferences);
  const { display, server } = await startScreen(SCREEN);
  const env = { ...process.env, DISPLAY: display };
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: false,
    viewport: null,
    env,
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      '--no-sandbox',
      '--test-type',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--auto-open-devtools-for-tabs',
      '--window-position=0,0',
      `--window-size=${SCREEN.width},${SCREEN.height}`,
      `--host-resolver-rules=MAP claude.ai:443 127.0.0.1:${simulator.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${simulator.spki}`,
    ],
  });
  const run = await eventually(() => attach(context.browser()));
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    async show(ending, tab) {
      const select = () =>
        run(`${LOG}
const request = requests.findLast((one) => one.url().endsWith(${JSON.stringify(ending)}) && one.finished);
if (!request) throw new Error('There is no such request yet.');
const { NetworkPanel } = await import(modules + 'panels/network/network.js');
await NetworkPanel.NetworkPanel.instance().selectAndActivateRequest(request, ${JSON.stringify(tab)});`);
      await eventually(select);
      await pause(SETTLING_MS);
      // A row that was not drawn yet was not marked.
      await select();
      await pause(SETTLING_MS);
      await run(SCROLL_UP);
      await pause(SETTLING_MS);
    },
    exportHar: () =>
      run(`${LOG}
const { Writer } = await import(modules + 'models/har/har.js');
const progress = { worked: 0, totalWork: 0, done: false, canceled: false, createSubProgress: () => progress };
return Writer.Writer.harStringForRequests(requests, { sanitize: true }, progress);`),
    picture: (path) => void execFileSync('import', ['-window', 'root', path], { env }),
    async close() {
      await context.close();
      await endProcess(server);
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Runs the body of an async function inside of DevTools and brings home what it returns. */
type Run = (body: string) => Promise<string>;

async function attach(browser: Browser | null): Promise<Run> {
  if (browser === null) throw new Error('The browser has ended.');
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const target = targetInfos.find(({ type, url }) => type === 'page' && url.startsWith('devtools://'));
  if (target === undefined) throw new Error('DevTools are not open yet.');
  const { sessionId } = await session.send('Target.attachToTarget', {
    targetId: target.targetId,
    flatten: false,
  });
  let last = 0;
  return async (body) => {
    last += 1;
    const expression = `(async () => { ${body} })()`;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const message = JSON.stringify({ id: last, method: 'Runtime.evaluate', params });
    const sent = session.send('Target.sendMessageToTarget', { sessionId, message });
    const [answer] = await Promise.all([answerTo(session, last), sent]);
    return answer;
  };
}

interface Evaluated {
  id: number;
  result: { result: { value?: string }; exceptionDetails?: { exception?: { description?: string } } };
}

function answerTo(session: CDPSession, id: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const hear = ({ message }: { message: string }) => {
      const heard = JSON.parse(message) as Evaluated;
      if (heard.id !== id) return;
      session.off('Target.receivedMessageFromTarget', hear);
      const { result, exceptionDetails } = heard.result;
      if (exceptionDetails === undefined) resolve(result.value ?? '');
      else reject(new Error(exceptionDetails.exception?.description));
    };
    session.on('Target.receivedMessageFromTarget', hear);
  });
}
