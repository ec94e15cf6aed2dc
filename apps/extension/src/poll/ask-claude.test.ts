import { beforeEach, describe, expect, it, vi } from 'vitest';
import { World } from '../testing/world.ts';
import { askClaude } from './ask-claude.ts';

beforeEach(() => {
  new World();
});

function claudeAnswers(answer: Response | (() => Promise<Response>)): { url: string; init: RequestInit }[] {
  const calls: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    return typeof answer === 'function' ? answer() : answer;
  });
  return calls;
}

const bytes = (...values: number[]) => new Uint8Array(values);

describe('askClaude', () => {
  it('asks claude.ai with the login of the browser and accepts anything', async () => {
    const calls = claudeAnswers(new Response('{}'));
    await askClaude('/api/account');
    expect(calls[0]?.url).toBe('https://claude.ai/api/account');
    expect(calls[0]?.init).toMatchObject({ credentials: 'include', headers: { accept: '*/*' } });
    expect(calls[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });

  it.each([
    ['white space', ' {"a": 42.0}\n\n'],
    ['numbers', '{"a":1e2,"b":-0,"c":12345678901234567890}'],
    ['a byte order mark', '\ufeff{}'],
    ['letters beyond ASCII', '{"name":"Zoë 🙂"}'],
    ['nothing', ''],
  ])('keeps %s', async (_name, text) => {
    claudeAnswers(new Response(new TextEncoder().encode(text)));
    expect(await askClaude('/x')).toMatchObject({ status: 200, text });
  });

  it('hands on status and headers of a refusal', async () => {
    claudeAnswers(new Response('no', { status: 429, headers: { 'Retry-After': '75' } }));
    expect(await askClaude('/x')).toMatchObject({
      status: 429,
      text: 'no',
      headers: { 'retry-after': '75' },
    });
  });

  it('calls a followed redirect a redirect, and says where it led', async () => {
    const landed = new Response('<html>');
    Object.defineProperties(landed, {
      redirected: { value: true },
      url: { value: 'https://claude.ai/login' },
    });
    claudeAnswers(landed);
    expect(await askClaude('/x')).toEqual({
      status: 302,
      headers: { location: 'https://claude.ai/login' },
      text: '',
    });
  });

  it.each<[string, Response | (() => Promise<Response>), string]>([
    ['bytes that are not UTF-8', new Response(bytes(0x7b, 0xff, 0x7d)), 'the answer is not UTF-8'],
    ['half a letter at the end', new Response(bytes(0xe2, 0x82)), 'the answer is not UTF-8'],
    ['more than half a MiB', new Response('x'.repeat(600 * 1024)), 'the answer is longer than 524288 bytes'],
    ['no connection', () => Promise.reject(new TypeError('Failed to fetch')), 'Failed to fetch'],
    [
      'no answer in time',
      () => Promise.reject(new DOMException('', 'TimeoutError')),
      'no answer within 25 s',
    ],
  ])('says so of %s', async (_what, answer, failed) => {
    claudeAnswers(answer);
    expect(await askClaude('/x')).toEqual({ failed });
  });
});
