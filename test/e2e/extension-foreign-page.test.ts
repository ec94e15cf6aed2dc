import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ID } from '../../apps/extension/src/identity.ts';
import {
  CHROMIUM,
  CHROMIUM_BUILD,
  type ExtensionBrowser,
  eventually,
  openChromium,
  whatIsMissing,
} from './browser.ts';
import { type ExtensionRig, startRig } from './extension-rig.ts';

/** A post that a meter takes from whoever may post. */
const poison = () =>
  JSON.stringify([
    {
      org_uuid: '00000000-0000-4000-8000-00000000dead',
      browser: 'poison',
      fetched_at: new Date().toISOString(),
      usage: { five_hour: { utilization: 1, resets_at: null } },
    },
  ]);
const POISON = poison();

/** The part of `RequestInit` that can be handed into a page. */
interface Attempt {
  method?: string;
  mode?: 'cors' | 'no-cors';
  credentials?: 'include';
  headers?: Record<string, string>;
  body?: string;
}

/** A local server without any protection: what reaches it shows that the page's attempts are real. */
interface Open {
  server: Server;
  port: number;
  received: { method: string; url: string; origin: string | undefined; body: string }[];
}

async function startOpen(): Promise<Open> {
  const received: Open['received'] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const entry = { method, url, origin: request.headers.origin, body: '' };
    received.push(entry);
    request.on('data', (chunk: Buffer) => {
      entry.body += chunk.toString();
    });
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>page</title><p>ada@example.com');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, received };
}

describe.skipIf(whatIsMissing(CHROMIUM, CHROMIUM_BUILD) !== null)('a page of another origin', () => {
  let rig: ExtensionRig;
  let browser: ExtensionBrowser;
  let open: Open;
  let page: Page;

  beforeAll(async () => {
    rig = await startRig({ scenario: 'pro-working-day', speed: 0 });
    open = await startOpen();
    browser = await openChromium(rig.simulator, { settings: { ...rig.settings, cadence_ms: 60_000 } });
    await (await browser.signIn()).close();
    await browser.refresh();
    await eventually(async () => expect(await rig.snapshots()).toHaveLength(1));
    page = await browser.context.newPage();
    await page.goto(`http://page.example:${open.port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    open?.server.closeAllConnections();
    open?.server.close();
    await rig?.stop();
  });

  /** Whatever a page can get hold of, as text; `refused` when it gets nothing. */
  const tryTo = (path: string, init: Attempt, port = rig.meter.port) =>
    page.evaluate(
      async ([url, options]) => {
        try {
          const response = await fetch(url, options);
          return `${response.type} ${response.status} ${await response.text()}`;
        } catch {
          return 'refused';
        }
      },
      [`http://127.0.0.1:${port}${path}`, init] as const,
    );

  it.each(['/snapshots', '/healthz', '/'])('cannot read %s', async (path) => {
    expect(await tryTo(path, {})).toBe('refused');
    expect(await tryTo(path, { credentials: 'include' })).toBe('refused');
    expect(await tryTo(path, { mode: 'no-cors' })).toBe('opaque 0 ');
  });

  it('cannot follow events', async () => {
    const said = await page.evaluate(
      (url) =>
        new Promise<string>((done) => {
          const source = new EventSource(url);
          source.onerror = () => done('refused');
          source.onopen = () => done('open');
        }),
      `${rig.meter.base}/events`,
    );
    expect(said).toBe('refused');
  });

  it.each<[string, Attempt]>([
    ['JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: POISON }],
    ['text that needs no preflight', { method: 'POST', mode: 'no-cors', body: POISON }],
    [
      'a form’s media type',
      {
        method: 'POST',
        mode: 'no-cors',
        body: new URLSearchParams({ a: '1' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
    ['DELETE', { method: 'DELETE' }],
  ])('cannot post %s', async (_name, init) => {
    const before = JSON.stringify(await rig.snapshots());
    await tryTo('/snapshots', init);
    expect(JSON.stringify(await rig.snapshots())).toBe(before);
  });

  it('cannot post a form', async () => {
    const before = JSON.stringify(await rig.snapshots());
    for (const enctype of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await postForm(page, `${rig.meter.base}/snapshots`, enctype);
      expect(answer).toBe(403);
    }
    expect(JSON.stringify(await rig.snapshots())).toBe(before);
  });

  it('really tries: an open server on this machine gets what it sends', async () => {
    await tryTo('/post', { method: 'POST', mode: 'no-cors', body: POISON }, open.port);
    await postForm(page, `http://127.0.0.1:${open.port}/form`, 'text/plain');
    expect(open.received.find((request) => request.url === '/post')).toMatchObject({
      method: 'POST',
      origin: `http://page.example:${open.port}`,
      body: POISON,
    });
    expect(open.received.find((request) => request.url === '/form')?.body).toContain('poison');
  });

  it('cannot read or post under a name that was rebound to this machine', async () => {
    const rebound = await browser.context.newPage();
    const answer = await rebound.goto(`http://rebound.example:${rig.meter.port}/snapshots`);
    expect(answer?.status()).toBe(403);
    expect(await answer?.text()).not.toContain('ada@example.com');
    const before = JSON.stringify(await rig.snapshots());
    const statuses = await rebound.evaluate(async (body) => {
      const json = { 'content-type': 'application/json' };
      const asked = [
        fetch('/snapshots'),
        fetch('/events'),
        fetch('/snapshots', { method: 'POST', headers: json, body }),
      ];
      return (await Promise.all(asked)).map((response) => response.status);
    }, POISON);
    expect(statuses).toEqual([403, 403, 403]);
    expect(JSON.stringify(await rig.snapshots())).toBe(before);
  });

  it('cannot read the pages of the extension', async () => {
    const url = `chrome-extension://${CHROMIUM_ID}/popup.html`;
    const said = await page.evaluate((address) => fetch(address).then(String, () => 'refused'), url);
    expect(said).toBe('refused');
  });

  it('fails for what it is: the same body is taken from a program on this machine', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${rig.meter.base}/snapshots`, { method: 'POST', headers, body: poison() });
    expect(answer.status).toBe(200);
    expect((await rig.snapshots()).map((snapshot) => snapshot.browser)).toContain('poison');
  });
});

/** Submits a form with the poison in it; the status of what comes back. */
async function postForm(page: Page, action: string, enctype: string): Promise<number> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  const [response] = await Promise.all([
    other.waitForResponse((answer) => answer.url() === action),
    other.evaluate(
      ([url, type, name]) => {
        const form = document.body.appendChild(document.createElement('form'));
        Object.assign(form, { method: 'post', action: url, enctype: type });
        form.append(Object.assign(document.createElement('input'), { name, value: '' }));
        form.submit();
      },
      [action, enctype, POISON] as const,
    ),
  ]);
  await other.close();
  return response.status();
}
