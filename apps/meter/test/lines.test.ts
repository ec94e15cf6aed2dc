import { LINE_FORMATS } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { ORG, OTHER_ORG, originalPost, startMeter } from './meter.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = (ms: number) => new Date(ms).toISOString();

const usage = (fiveHour: number, sevenDay: number) => ({
  five_hour: { utilization: fiveHour, resets_at: at(NOW + 2 * 3_600_000) },
  seven_day: { utilization: sevenDay, resets_at: at(NOW + 4 * 86_400_000) },
});
const post = (fiveHour: number, over: Record<string, unknown> = {}) =>
  originalPost({ fetched_at: at(NOW), usage: usage(fiveHour, 31), ...over });

async function meterWith(...posts: Record<string, unknown>[]) {
  const clock = { now: NOW };
  const meter = await startMeter({}, clock);
  if (posts.length > 0) await meter.post(posts);
  const line = async (query = '') => (await meter.get(`/line${query}`)).text();
  return { ...meter, clock, line };
}

describe('GET /line', () => {
  it('says the two windows, as plain text that no browser takes for a page', async () => {
    const meter = await meterWith(post(42.4));
    const answer = await meter.get('/line');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe('5h 42% · 7d 31%\n');
  });

  it('is empty while nothing is known', async () => {
    const meter = await meterWith();
    expect(await meter.line()).toBe('');
    expect(await meter.line('?format=tmux')).toBe('');
    expect(await meter.line('?format=waybar')).toContain('"tooltip":"No data yet"');
  });

  it('takes a template and a format', async () => {
    const meter = await meterWith(post(92));
    const template = encodeURIComponent('{5h>=90?hot {5h:left} in {5h:reset}|ok}');
    expect(await meter.line(`?template=${template}`)).toBe('hot 8% in 2h\n');
    expect(await meter.line('?format=polybar')).toBe('5h %{F#db7620}92%%{F-} · 7d 31%\n');
  });

  it.each(LINE_FORMATS)('knows the format %s', async (format) => {
    const meter = await meterWith(post(42));
    const answer = await meter.get(`/line?format=${format}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('5h 42%'.replace('%', format === 'zsh' ? '%%' : '%'));
  });

  it('follows a new reading at once, and says when it is old', async () => {
    const meter = await meterWith(post(42));
    expect(await meter.line()).toBe('5h 42% · 7d 31%\n');
    await meter.post([post(43, { fetched_at: at(NOW + 1) })]);
    expect(await meter.line()).toBe('5h 43% · 7d 31%\n');
    meter.clock.now += 10 * 60_000;
    await meter.post([]);
    expect(await meter.line()).toMatch(/^5h 43% · 7d 31% \(stale, last \d\d:\d\d\)\n$/);
  });

  it('speaks of the fullest account unless one is named', async () => {
    const other = { org_uuid: OTHER_ORG, account_email: 'ada@example.com' };
    const meter = await meterWith(post(42), post(77, other));
    expect(await meter.line('?template={account}')).toBe('ada@example.com\n');
    expect(await meter.line('?template={5h}&account=You@example.com')).toBe('42%\n');
    expect(await meter.line(`?template={5h}&account=${ORG}`)).toBe('42%\n');
    expect(await meter.line('?account=nobody@example.com')).toBe('');
  });

  it.each([
    ['?template={5x}', 'There is no field "5x", at character 2: "{5x}".'],
    ['?format=tmx', 'There is no format "tmx". It is one of plain, ansi,'],
  ])('refuses %s with 400 and says what is wrong', async (query, error) => {
    const meter = await meterWith(post(42));
    const answer = await meter.get(`/line${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining(error) });
  });

  it('is not for other pages', async () => {
    const meter = await meterWith(post(42));
    expect((await meter.get('/line', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await meter.get('/metrics', { origin: 'https://claude.ai' })).status).toBe(403);
  });
});

describe('POST /line', () => {
  const input = {
    model: { display_name: 'Opus 5' },
    workspace: { current_dir: '/home/ada/meter' },
    context_window: { used_percentage: 38 },
    cost: { total_cost_usd: 0.4249 },
  };
  const json = { 'content-type': 'application/json' };
  const ask = async (base: string, query: string, body: string, headers: Record<string, string> = json) =>
    fetch(`${base}/line${query}`, { method: 'POST', body, headers });

  it('says what Claude Code told, and what claude.ai served', async () => {
    const meter = await meterWith(post(42));
    const answer = await ask(meter.base, '?branch=main', JSON.stringify(input));
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('Opus 5 · meter (main) · ctx 38% · $0.42 · 5h 42% 2h · 7d 31%\n');
  });

  it('takes a template, and says where it is wrong', async () => {
    const meter = await meterWith(post(42));
    expect(await (await ask(meter.base, '?template={model}{sep}{5h}', JSON.stringify(input))).text()).toBe(
      'Opus 5 · 42%\n',
    );
    expect((await ask(meter.base, '?template={x}', '{}')).status).toBe(400);
  });

  it('is for local programs: no page, no form, no flood', async () => {
    const meter = await meterWith(post(42));
    expect((await ask(meter.base, '', '{}', { ...json, origin: 'https://claude.ai' })).status).toBe(403);
    expect((await ask(meter.base, '', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask(meter.base, '', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});
