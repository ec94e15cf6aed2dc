// @vitest-environment happy-dom
import type { Problem, ProblemKind } from '@claude-meter/core';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { keepReports } from '../store/own-readings.ts';
import { type BridgeStatus, loadStore, type Store } from '../store/store.ts';
import { Popup, type PopupProps } from './popup.tsx';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ORG = '11111111-1111-4111-8111-111111111111';
const USAGE = '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T15:30:00Z"},"seven_day":null}';

let root: HTMLElement;
let empty: Store;
beforeEach(async () => {
  fakeBrowser.reset();
  empty = await loadStore();
  root = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  render(null, root);
  root.remove();
});

/** A store in which this install has read one org, at `NOW`. */
function withReading(problem: Problem | null = null): Store {
  const report = {
    orgUuid: ORG,
    fetchedAt: new Date(NOW).toISOString(),
    account: { email: 'ada@example.com', org_name: null, plan: 'Pro' },
    usage: problem === null ? USAGE : null,
    endpoint: null,
    status: 200,
    overage: null,
    subscription: null,
    problem,
    errors: [],
  };
  return {
    ...empty,
    own: keepReports(empty.own, [report], { now: NOW, cadenceMs: 60_000 }),
    last: { at: NOW, problem: null, errors: [] },
  };
}

const problem = (kind: ProblemKind): Problem => ({ kind, status: null, retry_at: null });

function show(store: Store, given: Partial<PopupProps> = {}): HTMLElement {
  const calls = { onRefresh: vi.fn(), onOptions: vi.fn(), onAllow: vi.fn() };
  const props = { store, now: NOW, timeZone: 'UTC', busy: false, allowed: true, ...calls, ...given };
  render(<Popup {...props} />, root);
  return root;
}

const text = (selector: string) => root.querySelector(selector)?.textContent ?? null;

describe('the popup', () => {
  it('shows account, percentage, countdown and age', () => {
    show(withReading(), { now: NOW + 12_000 });
    expect(text('h2')).toBe('ada@example.com');
    expect(text('.cm-percent')).toBe('42%');
    expect(text('.cm-note')).toBe('resets in 3h');
    expect(text('.popup-foot')).toContain('Updated 12s ago');
    expect(root.querySelector('.cm-problem')).toBeNull();
  });

  it('runs its countdown and its age while it is open', () => {
    show(withReading());
    const note = root.querySelector('.cm-note')?.firstChild;
    show(withReading(), { now: NOW + 100 * 60_000 });
    expect(root.querySelector('.cm-note')?.firstChild).toBe(note);
    expect(note?.textContent).toBe('resets in 1h 50m');
    expect(text('.popup-foot')).toContain('Updated 1h ago');
  });

  it('says that it is asking before the first poll has ended', () => {
    show(empty);
    expect(text('.cm-problem')).toContain('Asking claude.ai');
    expect(text('.popup-foot')).toContain('Never updated');
  });

  it.each<[ProblemKind, boolean]>([
    ['signed_out', true],
    ['challenged', true],
    ['rate_limited', false],
    ['network', false],
    ['schema', false],
  ])('says %s of the whole login once, with a way to claude.ai: %s', (kind, visit) => {
    const store = { ...withReading(), last: { at: NOW, problem: problem(kind), errors: [] } };
    show(store);
    expect(root.querySelectorAll('.cm-problem')).toHaveLength(1);
    expect(root.querySelector('.cm-problem a')?.getAttribute('href') ?? null).toBe(
      visit ? 'https://claude.ai/' : null,
    );
    expect(text('.cm-percent')).toBe('42%');
  });

  it('says the problem of one org inside its account', () => {
    show(withReading(problem('wrong_org')));
    expect(text('.cm-account .cm-problem')).toContain('may not see this organization');
  });

  it('says what claude.ai said when there is no account to show', () => {
    show({
      ...empty,
      last: { at: NOW, problem: null, errors: ['This account has no organization with chat.'] },
    });
    expect(text('.cm-problem')).toContain('no organization with chat');
  });

  it('asks for access when a person has taken it away', () => {
    const onAllow = vi.fn();
    show(empty, { allowed: false, onAllow });
    root.querySelector<HTMLButtonElement>('.cm-problem button')?.click();
    expect(onAllow).toHaveBeenCalledOnce();
  });

  it('refreshes on its button, which tells when it is busy', () => {
    const onRefresh = vi.fn();
    show(withReading(), { onRefresh });
    const button = root.querySelector<HTMLButtonElement>('[aria-label="Refresh now"]');
    button?.click();
    expect(onRefresh).toHaveBeenCalledOnce();
    show(withReading(), { busy: true });
    expect(button?.getAttribute('aria-label')).toBe('Refreshing');
    expect(button?.getAttribute('aria-disabled')).toBe('true');
  });

  it.each<[BridgeStatus, string, boolean]>([
    [{ kind: 'unknown' }, 'Meter not asked yet', false],
    [{ kind: 'off' }, 'Meter switched off', false],
    [{ kind: 'running' }, 'Meter connected', true],
    [{ kind: 'not_running', error: '' }, 'Meter not running: works without it', false],
    [{ kind: 'refused', status: 403, error: '' }, 'Meter refused (403)', false],
    [{ kind: 'not_a_meter', error: '' }, 'Port 63762 belongs to another program', false],
  ])('says of the meter %j: %s', (bridge, words, good) => {
    show({ ...withReading(), bridge });
    expect(text('.popup-bridge')).toBe(words);
    expect(root.querySelector('.popup-bridge')?.getAttribute('data-good')).toBe(String(good));
    expect(root.querySelector('.cm-problem')).toBeNull();
  });
});
