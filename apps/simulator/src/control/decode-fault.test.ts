import { describe, expect, it } from 'vitest';
import { decodeFault, decodeFaults } from './decode-fault.ts';

describe('a fault on the wire', () => {
  it.each<[string, unknown]>([
    ['lasting', { endpoint: 'usage', answer: { kind: 'hang' } }],
    ['one-shot, aimed at one session', { session: 's1', times: 1, answer: { kind: 'signed_out' } }],
    ['with a Retry-After text', { answer: { kind: 'status', status: 429, retry_after: '0' } }],
    ['with a Retry-After date', { answer: { kind: 'status', status: 429, retry_after: { date_in_ms: -5 } } }],
    ['with a body', { answer: { kind: 'status', status: 200, body: '{}', content_type: 'text/plain' } }],
    ['trickling', { answer: { kind: 'trickle', chunk_bytes: 1, every_ms: 100 } }],
    ['resetting', { answer: { kind: 'reset', after_bytes: 10 } }],
    ['renaming', { answer: { kind: 'rename', keys: { five_hour: 'a' } } }],
    ['redirecting', { answer: { kind: 'redirect', to: 'https://example.com/', status: 307 } }],
    ['big', { answer: { kind: 'big', bytes: 50_000_000 } }],
  ])('is taken: %s', (_, fault) => {
    expect(decodeFault(fault)).toEqual({ ok: true, value: fault });
  });

  it('passes the true answer on when only a delay is asked for', () => {
    expect(decodeFault({ delay_ms: 50 })).toEqual({
      ok: true,
      value: { delay_ms: 50, answer: { kind: 'pass' } },
    });
  });

  it.each<[unknown, RegExp]>([
    [undefined, /^A fault is an object, not undefined\.$/],
    ['hang', /^A fault is an object, not "hang"\.$/],
    [{}, /^answer must be an object with a kind \("pass", .*\), not undefined\.$/],
    [{ answer: { kind: 'explode' } }, /^answer\.kind "explode" is unknown; use one of "pass", /],
    [{ answer: { kind: 'constructor' } }, /^answer\.kind "constructor" is unknown/],
    [
      { endpoint: 'usages', answer: { kind: 'hang' } },
      /^endpoint "usages" is unknown; use "any" or one of "account"/,
    ],
    [{ org: 5, answer: { kind: 'hang' } }, /^org must be text, not 5\.$/],
    [{ times: 0, answer: { kind: 'hang' } }, /^times must be a whole number from 1, not 0; leave it out/],
    [{ delay_ms: -1, answer: { kind: 'hang' } }, /^delay_ms must be a whole number from 0, not -1\.$/],
    [{ delayMs: 1, answer: { kind: 'hang' } }, /^Unknown key "delayMs"; known are "endpoint", /],
    [{ answer: { kind: 'hang', status: 1 } }, /^answer of kind "hang": Unknown key "status"/],
    [
      { answer: { kind: 'status', status: 42 } },
      /^answer\.status must be a whole number from 200 to 599, not 42\.$/,
    ],
    [
      { answer: { kind: 'status', status: 429, retry_after: 5 } },
      /^answer\.retry_after must be text such as "120"/,
    ],
    [
      { answer: { kind: 'trickle', chunk_bytes: 1 } },
      /^answer\.every_ms must be a whole number from 0, not undefined/,
    ],
    [
      { answer: { kind: 'rename', keys: { a: 1 } } },
      /^answer\.keys must be an object of old names to new names/,
    ],
    [{ answer: { kind: 'redirect' } }, /^answer\.to must be text, not undefined\.$/],
    [{ answer: { kind: 'big', bytes: 3 } }, /^answer\.bytes must be a whole number from 14, not 3\.$/],
  ])('is refused in words: %j', (fault, words) => {
    const decoded = decodeFault(fault);
    expect(decoded.ok ? '' : decoded.error).toMatch(words);
  });

  it('comes alone or in a list, which is refused as a whole', () => {
    const fine = { answer: { kind: 'hang' } };
    expect(decodeFaults(fine)).toEqual({ ok: true, value: [fine] });
    expect(decodeFaults([fine, fine])).toEqual({ ok: true, value: [fine, fine] });
    expect(decodeFaults([])).toEqual({ ok: true, value: [] });
    expect(decodeFaults([fine, {}])).toMatchObject({ ok: false });
  });
});
