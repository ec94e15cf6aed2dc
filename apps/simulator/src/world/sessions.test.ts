import { describe, expect, it } from 'vitest';
import { createSessions, SESSION_LIFETIME_MS } from './sessions.ts';

describe('sessions', () => {
  it('have a key that cannot be guessed from another and an id that does not give it away', () => {
    const sessions = createSessions();
    const [first, second] = [sessions.begin('ada@example.com', 0), sessions.begin('ada@example.com', 0)];
    expect(first.key).not.toBe(second.key);
    expect([first.id, second.id]).toEqual(['s1', 's2']);
    expect(first.key).toMatch(/^sk-ant-sid01-[\w-]+AA$/);
  });

  it('expire after four weeks', () => {
    const sessions = createSessions();
    const { key } = sessions.begin('ada@example.com', 1_000);
    expect(sessions.find(key, 999 + SESSION_LIFETIME_MS)).toBeDefined();
    expect(sessions.find(key, 1_000 + SESSION_LIFETIME_MS)).toBeUndefined();
  });

  it('end one by one, or all of an account that began before a time', () => {
    const sessions = createSessions();
    const old = sessions.begin('ada@example.com', 10);
    const recent = sessions.begin('ada@example.com', 20);
    const other = sessions.begin('grace@example.com', 10);
    expect(sessions.endAllOf('ada@example.com', 20)).toBe(1);
    expect([old, recent, other].map(({ key }) => sessions.find(key, 30)?.id)).toEqual([
      undefined,
      's2',
      's3',
    ]);
    sessions.end(recent.key);
    expect(sessions.countOf('ada@example.com')).toBe(0);
  });
});
