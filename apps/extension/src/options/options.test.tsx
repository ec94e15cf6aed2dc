// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../store/settings.ts';
import { World } from '../testing/world.ts';
import { Options, type OptionsProps } from './options.tsx';
import { testConnection } from './test-connection.ts';

let root: HTMLElement;
beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  render(null, root);
  root.remove();
});

function show(given: Partial<OptionsProps> = {}, settings: Partial<Settings> = {}) {
  const calls = { onChange: vi.fn(), onNotifications: vi.fn(), onTest: vi.fn() };
  const all = { ...DEFAULT_SETTINGS, ...settings };
  render(
    <Options settings={all} tested={null} testing={false} noticesDenied={false} {...calls} {...given} />,
    root,
  );
  return calls;
}

function change(id: string, value: string | boolean): void {
  const control = root.querySelector<HTMLInputElement>(`#${id}`);
  if (control === null) throw new Error(`no #${id}`);
  if (typeof value === 'boolean') control.checked = value;
  else control.value = value;
  control.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('the options', () => {
  it.each<[string, string | boolean, Partial<Settings>]>([
    ['cadence', '300000', { cadence_ms: 300_000 }],
    ['badge', 'binding', { badge: 'binding' }],
    ['bridge', false, { bridge: false }],
    ['port', '4711', { port: 4711 }],
  ])('%s set to %j counts at once', (id, value, changed) => {
    const { onChange } = show();
    change(id, value);
    expect(onChange.mock.calls).toEqual([[changed]]);
  });

  it.each(['', '0', '65536', '80.5'])('a port of %j changes nothing', (value) => {
    const { onChange } = show();
    change('port', value);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('asks for notices instead of just storing the wish', () => {
    const { onChange, onNotifications } = show();
    change('notifications', true);
    expect(onNotifications).toHaveBeenCalledWith(true);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('names every control', () => {
    show();
    for (const control of root.querySelectorAll('select, input')) {
      expect(root.querySelector(`label[for="${control.id}"]`)?.textContent).not.toBe('');
    }
  });

  it('offers 30 s to 5 min, and shows another value that is in force', () => {
    show({}, { cadence_ms: 3_000 });
    const choices = [...root.querySelectorAll('#cadence option')].map((option) => option.textContent);
    expect(choices).toEqual(['3 seconds', '30 seconds', 'minute', '2 minutes', '3 minutes', '5 minutes']);
  });
});

describe('the test of the connection', () => {
  it('finds a meter', async () => {
    new World();
    expect(await testConnection(63_762)).toEqual({
      good: true,
      words: 'A meter answers at http://127.0.0.1:63762. It knows no account yet.',
    });
  });

  it('says when nothing answers, and what to do', async () => {
    new World();
    const tested = await testConnection(1);
    expect(tested.good).toBe(false);
    expect(tested.words).toContain('claude-meter run');
  });

  it('tells another program from a meter', async () => {
    new World().bridge.print = () => '{"hello":"world"}';
    expect((await testConnection(63_762)).words).toContain('Another program');
  });

  it('passes on why a meter refused', async () => {
    new World().bridge.answer = async () =>
      new Response('This meter belongs to another user.', { status: 403 });
    expect((await testConnection(63_762)).words).toContain('belongs to another user');
  });
});
