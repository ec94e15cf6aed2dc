import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { startBackground } from './background.ts';
import { POLL_ALARM } from './poll/alarm.ts';
import { loadStore, saveSettings } from './store/store.ts';
import { ORG, usageBody, World } from './testing/world.ts';

let world: World;
let prepare = async () => {};
beforeEach(() => {
  world = new World();
  prepare = async () => {};
});

afterEach(async () => {
  endWorker();
  await vi.waitFor(async () => {
    const { last, startedAt } = await loadStore();
    expect(last?.at).toBeGreaterThanOrEqual(startedAt ?? 0);
    expect((await navigator.locks.query()).held).toEqual([]);
  });
});

const MINUTE = 60_000;
const pollsMade = async (count: number) =>
  vi.waitFor(() => expect(world.claude.usageRequests(ORG)).toBe(count));
const badgeSays = async (text: string) =>
  vi.waitFor(async () => expect((await world.badge()).text).toBe(text));

async function start(): Promise<void> {
  startBackground({ clock: world, prepare });
  await vi.waitFor(async () => expect((await loadStore()).last?.at).toBe(world.time));
  await badgeSays('42');
}

/** The browser ends the worker: its listeners and timers are gone, what is stored stays. */
function endWorker(): void {
  fakeBrowser.runtime.onInstalled.removeAllListeners();
  fakeBrowser.runtime.onStartup.removeAllListeners();
  fakeBrowser.runtime.onMessage.removeAllListeners();
  fakeBrowser.alarms.onAlarm.removeAllListeners();
  fakeBrowser.storage.onChanged.removeAllListeners();
}

const alarmFires = (name = POLL_ALARM) =>
  fakeBrowser.alarms.onAlarm.trigger({ name, scheduledTime: world.time, persistAcrossSessions: true });

describe('a worker', () => {
  it('polls when it is first started, whatever started it', async () => {
    startBackground({ clock: world, prepare });
    await pollsMade(1);
  });

  it('polls although the browser could not be prepared', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    prepare = () => Promise.reject(new Error('no such API'));
    startBackground({ clock: world, prepare });
    await pollsMade(1);
  });

  it('polls once although start, installation and browser start come together', async () => {
    startBackground({ clock: world, prepare });
    await Promise.all([
      fakeBrowser.runtime.onInstalled.trigger({ reason: 'install' } as never),
      fakeBrowser.runtime.onStartup.trigger(),
      alarmFires(),
    ]);
    await badgeSays('42');
    expect(world.claude.usageRequests(ORG)).toBe(1);
  });

  it('goes on from what is stored after the browser has ended it', async () => {
    await start();
    const before = world.claude.requests.length;
    endWorker();
    world.pass(MINUTE);
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('43.0') }];
    startBackground({ clock: world, prepare });
    await alarmFires();
    await badgeSays('43');
    expect(world.claude.requests.slice(before)).toEqual([`/api/organizations/${ORG}/usage`]);
  });

  it('paints what it knows at once, also before anything was asked', async () => {
    await start();
    endWorker();
    await fakeBrowser.action.setBadgeText({ text: '' });
    const open = world.claude.hold();
    world.pass(MINUTE);
    startBackground({ clock: world, prepare });
    await badgeSays('42');
    open();
    await pollsMade(2);
  });

  it('polls when the network is back, without waiting for the minute', async () => {
    const listeners = new Map<string, () => void>();
    vi.stubGlobal('addEventListener', (type: string, listener: () => void) => listeners.set(type, listener));
    world.claude.online = false;
    startBackground({ clock: world, prepare });
    await badgeSays('!');
    world.claude.online = true;
    world.pass(10_000);
    listeners.get('online')?.();
    await badgeSays('42');
  });

  it('heeds its own alarm only', async () => {
    await start();
    world.pass(MINUTE);
    await alarmFires('other');
    await alarmFires();
    await pollsMade(2);
  });
});

describe('the alarm', () => {
  it('is armed at the start and left alone by the next one', async () => {
    await start();
    const first = await fakeBrowser.alarms.get(POLL_ALARM);
    expect(first?.periodInMinutes).toBe(1);
    endWorker();
    startBackground({ clock: world, prepare });
    await badgeSays('42');
    expect(await fakeBrowser.alarms.get(POLL_ALARM)).toEqual(first);
  });

  it('is armed again when it was lost', async () => {
    await start();
    endWorker();
    await fakeBrowser.alarms.clearAll();
    startBackground({ clock: world, prepare });
    await vi.waitFor(async () => expect((await fakeBrowser.alarms.get(POLL_ALARM))?.periodInMinutes).toBe(1));
  });

  it('follows a change of the cadence', async () => {
    await start();
    await saveSettings({ cadence_ms: 300_000 });
    await vi.waitFor(async () => expect((await fakeBrowser.alarms.get(POLL_ALARM))?.periodInMinutes).toBe(5));
  });
});

describe('a message', () => {
  const message = (content: unknown) =>
    new Promise<unknown>((answer) => {
      void fakeBrowser.runtime.onMessage.trigger(content, {} as never, answer);
    });

  it('"refresh" is answered when the numbers are there', async () => {
    await start();
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('77.0') }];
    await message({ poll: 'refresh' });
    expect((await world.badge()).text).toBe('77');
  });

  it.each([[{}], [null], ['refresh'], [{ poll: 'tick' }], [{ poll: 1 }]])('%j is none', async (content) => {
    await start();
    world.pass(MINUTE);
    const handled = await fakeBrowser.runtime.onMessage.trigger(content, {} as never, () => undefined);
    expect(handled).toEqual([false]);
    expect(world.claude.usageRequests(ORG)).toBe(1);
  });
});

describe('the badge', () => {
  it.each([
    ['12.0', '12', '#2c6e2f'],
    ['79.9', '80', '#2c6e2f'],
    ['80', '80', '#b26a00'],
    ['99.6', '100', '#b26a00'],
    ['100.0', '100', '#b00020'],
    ['104', '104', '#b00020'],
  ])('shows %s as %s on %s', async (percent, text, colour) => {
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody(percent) }];
    startBackground({ clock: world, prepare });
    await vi.waitFor(async () => expect(await world.badge()).toMatchObject({ text, colour }));
  });

  it('shows the number that the person chose', async () => {
    await start();
    await saveSettings({ badge: 'seven_day' });
    await badgeSays('7');
  });

  it('shows "!" when nobody is signed in, and "?" before anything is known', async () => {
    world.claude.signedIn = false;
    const open = world.claude.hold();
    startBackground({ clock: world, prepare });
    await badgeSays('?');
    open();
    await badgeSays('!');
    expect((await world.badge()).tooltip).toContain('Sign in');
  });

  it('says nothing of a meter that does not run', async () => {
    world.bridge.running = false;
    await start();
    expect(await world.badge()).toMatchObject({ text: '42', colour: '#2c6e2f' });
  });
});

describe('notices', () => {
  const shown = () => Object.values(fakeBrowser.notifications.getAllCreateOptions());
  const readAt = async (percent: string) => {
    world.pass(MINUTE);
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody(percent) }];
    await alarmFires();
    await badgeSays(percent);
    await vi.waitFor(async () => expect((await loadStore()).alerted).not.toBe(undefined));
  };

  it('are off until a person wants them', async () => {
    await start();
    await readAt('95');
    expect(shown()).toEqual([]);
  });

  it('come once at 90 and once at 100, also over a restart', async () => {
    await saveSettings({ notifications: true });
    await start();
    await readAt('91');
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    endWorker();
    startBackground({ clock: world, prepare });
    await readAt('92');
    await readAt('100');
    await vi.waitFor(() => expect(shown()).toHaveLength(2));
    expect(shown().map((notice) => notice.title)).toEqual(['5-hour: over 90% used', '5-hour limit reached']);
    expect(shown()[0]?.message).toContain('ada@example.com');
  });
});
