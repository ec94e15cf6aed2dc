import { vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Clock } from '../poll/poll.ts';
import { FakeBridge } from './fake-bridge.ts';
import { FakeClaude } from './fake-claude.ts';

export const ORG = '11111111-1111-4111-8111-111111111111';
export const SECOND_ORG = '22222222-2222-4222-8222-222222222222';

/** A usage body with one percentage of each of the two main windows. */
export function usageBody(fiveHour: number | string, sevenDay: number | string = 7): string {
  return `{"five_hour":{"utilization":${fiveHour},"resets_at":"2026-11-22T15:00:00.158327+00:00"},"seven_day":{"utilization":${sevenDay},"resets_at":"2026-11-27T22:00:00.158241+00:00"}}`;
}

/** A browser with the extension, claude.ai and a meter, all in memory, and a clock that only moves when told to. */
export class World implements Clock {
  time = Date.parse('2026-11-22T12:00:00Z');
  claude = new FakeClaude();
  bridge = new FakeBridge(() => this.time);
  /** What happens while the extension waits. */
  meanwhile: () => void = () => undefined;
  /** How long the extension chose to wait, each time. */
  waits: number[] = [];

  readonly now = () => this.time;

  readonly wait = async (ms: number) => {
    this.waits.push(ms);
    this.time += ms;
    this.meanwhile();
  };

  constructor() {
    fakeBrowser.reset();
    Object.assign(fakeBrowser.runtime, { getPlatformInfo: async () => ({ os: 'linux' }) });
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => this.#fetch(url, init));
    this.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('42.0') }];
  }

  pass(ms: number): void {
    this.time += ms;
  }

  async badge(): Promise<{ text: string; colour: string; tooltip: string }> {
    const [text, colour, tooltip] = await Promise.all([
      fakeBrowser.action.getBadgeText({}),
      fakeBrowser.action.getBadgeBackgroundColor({}),
      fakeBrowser.action.getTitle({}),
    ]);
    return { text, colour: hexOf(colour), tooltip };
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { origin, pathname } = new URL(url);
    if (origin === 'https://claude.ai') return this.claude.answer(pathname);
    if (origin === 'http://127.0.0.1:63762') return this.bridge.answer(pathname, init);
    throw new TypeError(`nobody at ${origin}`);
  }
}

function hexOf([red, green, blue]: readonly number[]): string {
  return `#${[red, green, blue].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`;
}
