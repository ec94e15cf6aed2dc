import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

const CHROMIUM = '/usr/bin/chromium';

/** Needs Debian's Chromium; where there is none, the pages are proven by their markup alone. */
describe.skipIf(!existsSync(CHROMIUM))('in real Chromium', () => {
  let simulator: Simulator;
  let browser: Browser;

  beforeAll(async () => {
    simulator = await startSimulator({ scenario: 'several-orgs', strict: true });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        `--host-resolver-rules=MAP claude.ai:443 127.0.0.1:${simulator.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
        `--ignore-certificate-errors-spki-list=${simulator.spki}`,
      ],
    });
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
  });

  it('a person signs in, sees the bars, switches the org and signs out', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('https://claude.ai/');
    await page.getByLabel('Grace Example (grace@example.com)').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('progressbar', { name: 'Current session' }).waitFor();
    expect(await page.getByRole('note').textContent()).toContain('Simulated claude.ai');
    expect(await page.getByRole('progressbar').count()).toBe(2);

    const cookies = await context.cookies('https://claude.ai/');
    expect(cookies.find(({ name }) => name === 'sessionKey')).toMatchObject({
      domain: '.claude.ai',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
    expect(await page.evaluate('document.cookie')).toMatch(/lastActiveOrg=/);
    expect(await page.evaluate('document.cookie')).not.toMatch(/sessionKey/);

    const asked = await simulator.requests({ path: '/api/*' });
    expect(asked.map(({ endpoint, status }) => [endpoint, status])).toEqual([['usage', 200]]);
    expect(asked[0]?.headers['referer']).toBe('https://claude.ai/settings/usage');

    await page.getByLabel('Organization').selectOption({ label: 'Example Analytics' });
    await page.getByRole('button', { name: 'Switch' }).click();
    await page.getByRole('progressbar', { name: 'Extra usage' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['anthropic-device-id']);
  }, 30_000);
});
