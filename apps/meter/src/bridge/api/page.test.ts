import * as fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { servePage } from './page.ts';
import type { PageFile } from './page-files.ts';

const HTML = ['state', 'look'].map((id) => `<script type="application/json" id="${id}"></script>`).join('');
const file = (text: string, over: Partial<PageFile> = {}): PageFile => ({
  bytes: Buffer.from(text),
  type: 'text/html; charset=utf-8',
  immutable: false,
  etag: '"1"',
  ...over,
});
const FILES = new Map([
  ['/', file(HTML)],
  ['/assets/a.js', file('1', { type: 'text/javascript', immutable: true })],
]);

function ask(path: string, state: string, files: typeof FILES | null = FILES, headers = {}) {
  const app = new Hono();
  const bring = async () => ({ state, look: state });
  app.get('*', async (c) => (await servePage(c, files, bring)) ?? c.text('nothing', 404));
  return app.request(path, { headers });
}

/** What a browser reads out of the element, which ends at the first end of a script. */
async function broughtBy(answer: Response): Promise<string> {
  const page = await answer.text();
  const [state, look] = [...page.matchAll(/id="(?:state|look)">(.*?)<\/script/gis)].map((match) => match[1]);
  expect(look).toBe(state);
  return state ?? 'nothing';
}

describe('the first page', () => {
  it('brings the state with it', async () => {
    const answer = await ask('/', '[{"percent":42.0}]\n');
    expect(await broughtBy(answer)).toBe('[{"percent":42.0}]\n');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('lets no text in it end the element, whatever a name is made of', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('</script><script>alert(1)</script>', '<!--', '<SCRIPT', '$&', '$`', '\u2028'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(name), async (names) => {
        const brought = await broughtBy(await ask('/', JSON.stringify(names)));
        expect(JSON.parse(brought)).toEqual(names);
        expect(brought).not.toContain('<');
      }),
    );
  });

  it('says what to do when it was not built', async () => {
    const answer = await ask('/', '[]', null);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')]);
  });
});

describe('its files', () => {
  it('are kept for good when their names change with them', async () => {
    const answer = await ask('/assets/a.js', '[]');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await ask('/assets/a.js', '[]', FILES, { 'if-none-match': '"1"' })).status).toBe(304);
  });

  it.each(['/assets/b.js', '/assets/../package.json', '/%2e%2e/package.json'])(
    '%s is none of them',
    async (path) => {
      expect((await ask(path, '[]')).status).toBe(404);
    },
  );
});
