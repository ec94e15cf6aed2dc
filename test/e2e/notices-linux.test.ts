import dbus from '@particle/dbus-next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFreedesktopNotifier } from '../../apps/meter/src/notify/freedesktop.ts';
import type { Notifier } from '../../apps/meter/src/notify/notifier.ts';
import { hasProgram, type PrivateBus, startPrivateBus } from './tray/private-bus.ts';

const DAEMON = hasProgram('dbus-daemon');
if (!DAEMON) console.warn('Notices on Linux are not tested: dbus-daemon is not installed.');

interface Shown {
  replaces: number;
  summary: string;
  body: string;
  actions: string[];
  urgency: number;
  image: unknown[];
}

/** A notification program for tests. */
async function startServer(address: string, capabilities: string[]) {
  const bus = dbus.sessionBus({ busAddress: address });
  bus.on('error', () => {});
  const shown: Shown[] = [];
  class Notifications extends dbus.interface.Interface {
    GetCapabilities(): string[] {
      return capabilities;
    }
    Notify(
      _app: string,
      replaces: number,
      _icon: string,
      summary: string,
      body: string,
      actions: string[],
      hints: Record<string, dbus.Variant>,
    ): number {
      shown.push({
        replaces,
        summary,
        body,
        actions,
        urgency: hints['urgency']?.value,
        image: hints['image-data']?.value,
      });
      return replaces === 0 ? shown.length : replaces;
    }
    ActionInvoked(id: number, key: string): [number, string] {
      return [id, key];
    }
    NotificationClosed(id: number, reason: number): [number, number] {
      return [id, reason];
    }
  }
  Notifications.configureMembers({
    methods: {
      GetCapabilities: { inSignature: '', outSignature: 'as' },
      Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    },
    signals: { ActionInvoked: { signature: 'us' }, NotificationClosed: { signature: 'uu' } },
  });
  const service = new Notifications('org.freedesktop.Notifications');
  bus.export('/org/freedesktop/Notifications', service);
  await bus.requestName('org.freedesktop.Notifications', 0);
  return { shown, service, stop: () => bus.disconnect() };
}

const notice = {
  id: 'a',
  subject: 'org-a|five_hour',
  title: '5-hour: over 90% used',
  body: 'a&b@example.com · <5h>',
  urgent: false,
};

describe.runIf(DAEMON)('notices on a session bus', () => {
  let bus: PrivateBus;
  let ending: AbortController;
  let notifier: Notifier;
  let opened: number;

  beforeEach(async () => {
    // The bus must not start a real notification program.
    bus = await startPrivateBus({ services: false });
    ending = new AbortController();
    opened = 0;
    notifier = createFreedesktopNotifier({
      address: () => bus.address,
      onOpen: () => {
        opened += 1;
      },
      signal: ending.signal,
    });
  });
  afterEach(async () => {
    ending.abort();
    await bus.stop();
  });

  it('show words, urgency and a picture, and replace each other by subject', async () => {
    const server = await startServer(bus.address, ['body', 'body-markup', 'actions']);
    expect(await notifier.show(notice)).toEqual({ ok: true });
    await notifier.show({ ...notice, title: '5-hour limit reached', urgent: true });
    await notifier.show({ ...notice, subject: 'org-b|five_hour' });
    expect(server.shown.map(({ replaces, summary, urgency }) => [replaces, summary, urgency])).toEqual([
      [0, '5-hour: over 90% used', 1],
      [1, '5-hour limit reached', 2],
      [0, '5-hour: over 90% used', 1],
    ]);
    const [first] = server.shown;
    expect(first?.body).toBe('a&amp;b@example.com · &lt;5h&gt;');
    expect(first?.actions).toEqual(['default', 'Open claude.ai/settings/usage']);
    const [width, height, row, alpha, bits, channels, bytes] = first?.image ?? [];
    expect([width, height, row, alpha, bits, channels]).toEqual([64, 64, 256, true, 8, 4]);
    expect((bytes as Buffer).length).toBe(64 * 256);
    server.stop();
  });

  it('keep to plain text and no actions where the desktop has neither', async () => {
    const server = await startServer(bus.address, ['body']);
    await notifier.show(notice);
    expect(server.shown[0]).toMatchObject({ body: notice.body, actions: [] });
    server.stop();
  });

  it('open the page when they are clicked, and heed no clicks on others', async () => {
    const server = await startServer(bus.address, ['body', 'actions']);
    await notifier.show(notice);
    server.service.ActionInvoked(77, 'default');
    server.service.ActionInvoked(1, 'snooze');
    server.service.ActionInvoked(1, 'default');
    await vi.waitFor(() => expect(opened).toBe(1));
    server.service.NotificationClosed(1, 2);
    server.service.ActionInvoked(1, 'default');
    // What is answered after the signal was heard after it.
    await notifier.show({ ...notice, subject: 'another' });
    await notifier.show(notice);
    expect(server.shown.at(-1)?.replaces).toBe(0);
    expect(opened).toBe(1);
    server.stop();
  });

  it('say when nobody shows them, and work when somebody does', async () => {
    const refused = await notifier.show(notice);
    expect(refused).toEqual({ ok: false, reason: expect.stringContaining('install one, such as dunst') });
    const server = await startServer(bus.address, ['body']);
    expect(await notifier.show(notice)).toEqual({ ok: true });
    server.stop();
  });

  it('come back with a new session bus', async () => {
    const server = await startServer(bus.address, ['body']);
    await notifier.show(notice);
    server.stop();
    await bus.stop();
    bus = await startPrivateBus({ services: false });
    const again = await startServer(bus.address, ['body']);
    await vi.waitFor(async () => expect(await notifier.show(notice)).toEqual({ ok: true }));
    again.stop();
  });
});
