import { describe, expect, it } from 'vitest';
import { admit, type Knock } from './admit.ts';

const PORT = 63762;
const curl: Knock = {
  method: 'GET',
  path: '/snapshots',
  peer: 'same',
  host: '127.0.0.1:63762',
  origin: undefined,
  secFetchSite: undefined,
  contentType: undefined,
};
const post: Knock = { ...curl, method: 'POST', contentType: 'application/json' };
const EXTENSION = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';

const allowed: [string, Knock, string | null][] = [
  ['curl reads', curl, null],
  ['curl posts', post, null],
  ['another user cannot be told on this system', { ...curl, peer: 'unknown' }, null],
  ['by the name localhost', { ...curl, host: 'localhost:63762' }, null],
  ['by the name LOCALHOST', { ...curl, host: 'LocalHost:63762' }, null],
  ['by IPv6', { ...curl, host: '[::1]:63762' }, null],
  ['a bookmark', { ...curl, secFetchSite: 'none' }, null],
  ["the meter's own page", { ...curl, secFetchSite: 'same-origin' }, null],
  [
    "the meter's own page posts",
    { ...post, origin: 'http://127.0.0.1:63762', secFetchSite: 'same-origin' },
    null,
  ],
  ['an extension reads from its worker', { ...curl, secFetchSite: 'none' }, null],
  ['a Chromium extension posts', { ...post, origin: EXTENSION }, EXTENSION],
  ['a Firefox extension posts', { ...post, origin: 'moz-extension://a-b' }, 'moz-extension://a-b'],
  ['a Safari extension posts', { ...post, origin: 'safari-web-extension://A' }, 'safari-web-extension://A'],
  [
    'claude.ai posts',
    { ...post, origin: 'https://claude.ai', secFetchSite: 'cross-site' },
    'https://claude.ai',
  ],
  [
    'claude.ai asks whether it may',
    { ...curl, method: 'OPTIONS', origin: 'https://claude.ai' },
    'https://claude.ai',
  ],
  ['JSON with a charset', { ...post, contentType: 'Application/JSON; charset=utf-8' }, null],
];

const denied: [string, Knock, 403 | 415][] = [
  ['another user of the machine', { ...curl, peer: 'other' }, 403],
  ['a connection that is gone', { ...curl, peer: 'gone' }, 403],
  ['no Host', { ...curl, host: undefined }, 403],
  ['a rebound page', { ...curl, host: 'evil.example:63762' }, 403],
  ['a rebound page that kept no port', { ...curl, host: '127.0.0.1' }, 403],
  ['another port', { ...curl, host: '127.0.0.1:80' }, 403],
  ['a Host that only begins right', { ...curl, host: '127.0.0.1:63762.evil.example' }, 403],
  ['a Host that only ends right', { ...curl, host: 'evil@127.0.0.1:63762' }, 403],
  ['localhost with a dot', { ...curl, host: 'localhost.:63762' }, 403],
  ['another site without Origin', { ...curl, secFetchSite: 'cross-site' }, 403],
  ['another port of this machine without Origin', { ...curl, secFetchSite: 'same-site' }, 403],
  ['Origin null', { ...post, origin: 'null' }, 403],
  ['an empty Origin', { ...post, origin: '' }, 403],
  ['any web page reads', { ...curl, origin: 'https://evil.example' }, 403],
  ['any web page posts', { ...post, origin: 'https://evil.example' }, 403],
  ['any web page asks whether it may', { ...curl, method: 'OPTIONS', origin: 'https://evil.example' }, 403],
  ['claude.ai reads', { ...curl, origin: 'https://claude.ai' }, 403],
  ['an extension reads with its Origin', { ...curl, origin: EXTENSION }, 403],
  ['an extension posts elsewhere', { ...post, path: '/api/refresh', origin: EXTENSION }, 403],
  ['claude.ai posts elsewhere', { ...post, path: '/api/refresh', origin: 'https://claude.ai' }, 403],
  ['http claude.ai', { ...post, origin: 'http://claude.ai' }, 403],
  ['a subdomain', { ...post, origin: 'https://x.claude.ai' }, 403],
  ['a lookalike', { ...post, origin: 'https://claude.ai.evil.example' }, 403],
  ['an extension lookalike', { ...post, origin: 'https://chrome-extension://a' }, 403],
  ['an extension with a path', { ...post, origin: `${EXTENSION}/x` }, 403],
  ['another local server', { ...post, origin: 'http://127.0.0.1:3000' }, 403],
  ['the own host by TLS', { ...post, origin: 'https://127.0.0.1:63762' }, 403],
  ['a form', { ...post, contentType: 'application/x-www-form-urlencoded' }, 415],
  ['a form with text', { ...post, contentType: 'text/plain' }, 415],
  ['JSON only as a parameter', { ...post, contentType: 'text/plain; application/json' }, 415],
  ['a type that begins like JSON', { ...post, contentType: 'application/jsonp' }, 415],
  ['no type', { ...post, contentType: undefined }, 415],
];

describe('who may come in', () => {
  it.each(allowed)('%s', (_name, knock, cors) => {
    expect(admit(knock, PORT)).toEqual({ ok: true, cors });
  });
});

describe('who may not', () => {
  it.each(denied)('%s', (_name, knock, status) => {
    const admission = admit(knock, PORT);
    expect(admission).toMatchObject({ ok: false, status });
  });

  it('is told what was wrong, quoted', () => {
    const admission = admit({ ...curl, host: 'evil"\n.example' }, PORT);
    expect(admission.ok ? '' : admission.error).toBe(
      'The Host "evil\\"\\n.example" is not this meter. Use http://127.0.0.1:63762.',
    );
  });
});
