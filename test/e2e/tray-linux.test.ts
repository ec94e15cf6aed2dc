import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakePanel, rowNamed, startFakePanel, visibleText } from './tray/fake-panel.ts';
import { hasProgram, type PrivateBus, startPrivateBus } from './tray/private-bus.ts';
import { account, startTrayUnderTest, type TrayUnderTest } from './tray/tray-under-test.ts';

const DAEMON = hasProgram('dbus-daemon');
if (!DAEMON) console.warn('The tray on Linux is not tested: dbus-daemon is not installed.');

const WAIT = { timeout: 15_000, interval: 20 };

describe.runIf(DAEMON)('the tray on a session bus', () => {
  let bus: PrivateBus;
  let panel: FakePanel;
  let shown: TrayUnderTest;

  const start = (given: Partial<Parameters<typeof startTrayUnderTest>[0]> = {}) => {
    shown = startTrayUnderTest({ address: () => bus.address, snapshots: [account('ada', 40, 60)], ...given });
  };
  const isShown = () => vi.waitFor(() => expect(shown.tray.status()).toEqual({ kind: 'shown' }), WAIT);
  const until = (signal: RegExp) =>
    vi.waitFor(() => expect(panel.signals.some((one) => signal.test(one))).toBe(true), WAIT);
  const clear = () => panel.signals.splice(0);

  beforeEach(async () => {
    bus = await startPrivateBus();
    panel = await startFakePanel(bus.address);
  });

  afterEach(async () => {
    await shown.stop();
    panel.stop();
    await bus.stop();
  });

  it('registers an item that carries icon, label, tooltip and menu', async () => {
    start();
    await isShown();
    expect(panel.items).toEqual([expect.stringMatching(/^org\.kde\.StatusNotifierItem-\d+-1$/)]);
    const item = await panel.properties();
    expect(item).toMatchObject({
      Id: 'claude-meter',
      Title: 'ClaudeMeter',
      Status: 'Active',
      ItemIsMenu: true,
      Menu: '/MenuBar',
      IconName: '',
      XAyatanaLabel: '40% · 60%',
      IconAccessibleDesc: 'Claude usage: 5-hour 40 percent, 7-day 60 percent',
    });
    const pixmaps = item['IconPixmap'] as [number, number, Buffer][];
    expect(pixmaps.map(([width, height, bytes]) => [width, height, bytes.length])).toEqual(
      [22, 24, 32, 48, 64].map((side) => [side, side, side * side * 4]),
    );
    const [, , title, text] = item['ToolTip'] as [string, unknown[], string, string];
    expect(title).toBe('ClaudeMeter');
    expect(text).toBe('ada@example.com: 5h 40% (resets in 3h) · 7d 60% (resets in 4d 4h)');
  });

  it('describes its interfaces to panels that ask', async () => {
    start();
    await isShown();
    for (const path of ['/StatusNotifierItem', '/MenuBar']) {
      const [xml] = await panel.call(path, 'org.freedesktop.DBus.Introspectable', 'Introspect', '', []);
      expect(xml).toContain(path === '/MenuBar' ? 'com.canonical.dbusmenu' : 'org.kde.StatusNotifierItem');
    }
  });

  it('offers every row of the menu with its text, underscores included', async () => {
    start({ snapshots: [account('a_b', 40, 60), account('eve', 1, 2, { stale: true })] });
    await isShown();
    const { rows } = await panel.layout();
    expect(visibleText(rows)).toEqual([
      'a_b@example.com [Chrome]  [40% / 60%]',
      '  5-hour        40.0% · resets in 3h',
      '  7-day all     60.0% · resets in 4d 4h',
      '  --',
      '  Open claude.ai/settings/usage',
      expect.stringMatching(/^eve@example.com \[Chrome\] {2}\[1% \/ 2%\] {2}\(stale, last \d\d:\d\d\)$/),
      '  5-hour         1.0% · resets in 3h',
      '  7-day all      2.0% · resets in 4d 4h',
      '  --',
      '  Open claude.ai/settings/usage',
      '  Forget this account',
      '--',
      'Menu bar style',
      '  Claude  5h 40%  ·  7d 60%',
      '  5h 40% · 7d 60%',
      '  40% · 60%',
      'Title shows',
      '  Default browser',
      '  Highest account',
      '  All accounts',
      '  --',
      '  a_b@example.com',
      '  eve@example.com',
      'Settings',
      '  Notify at limits and resets',
      '  Flash the title until dismissed',
      '  Test alarm',
      '--',
      expect.stringMatching(/^Updated \d\d:\d\d:\d\d$/),
      'Refresh now',
      'Quit',
    ]);
    expect(rowNamed(rows, '40% · 60%')).toMatchObject({ toggle: 'radio', on: true });
    expect(rowNamed(rows, '5h 40% · 7d 60%')).toMatchObject({ toggle: 'radio', on: false });
    expect(rowNamed(rows, 'Test alarm').enabled).toBe(true);
    expect(rowNamed(rows, '5-hour        40.0% · resets in 3h').enabled).toBe(true);
    expect(rows.find((row) => row.label.startsWith('Updated'))?.enabled).toBe(false);
  });

  it('changes numbers in place', async () => {
    start();
    await isShown();
    const before = await panel.layout();
    clear();
    shown.publish([account('ada', 95, 60)]);
    await until(/^ItemsPropertiesUpdated/);
    const after = await panel.layout();
    const row = rowNamed(before.rows, '5-hour        40.0% · resets in 3h');
    expect(panel.changes.at(-1)?.[row.id]).toEqual({ label: '5-hour        95.0% · resets in 3h' });
    expect(after.revision).toBe(before.revision);
    expect(panel.signals).toContain('NewIcon');
    expect(panel.signals).toContain('XAyatanaNewLabel(95% · 60%, 100% · 100%)');
    expect(panel.signals.join()).not.toContain('LayoutUpdated');
  });

  it('keeps an open menu for 120 updates and a new account, and catches up when it closes', async () => {
    start();
    await isShown();
    const before = await panel.layout();
    await panel.event(0, 'opened');
    await panel.event(rowNamed(before.rows, 'Settings').id, 'opened');
    clear();
    for (let tick = 1; tick <= 120; tick += 1) {
      shown.publish([account('ada', tick / 2, 60), ...(tick > 60 ? [account('eve', tick / 4, 2)] : [])]);
      await vi.waitFor(() => expect(panel.changes.length).toBeGreaterThanOrEqual(tick), WAIT);
    }
    expect(panel.signals.filter((signal) => signal.startsWith('LayoutUpdated'))).toEqual([]);
    const during = await panel.layout();
    expect(during.revision).toBe(before.revision);
    expect(during.rows.map(({ id }) => id)).toEqual(before.rows.map(({ id }) => id));
    expect(rowNamed(during.rows, 'ada@example.com [Chrome]  [60% / 60%]')).toBeDefined();
    await panel.event(rowNamed(before.rows, 'Settings').id, 'closed');
    await panel.event(0, 'closed');
    await until(/^LayoutUpdated\(2, 0\)$/);
    const after = await panel.layout();
    expect(rowNamed(after.rows, 'eve@example.com [Chrome]  [30% / 2%]').visible).toBe(true);
    expect(panel.signals.filter((signal) => signal.startsWith('LayoutUpdated'))).toHaveLength(1);
  });

  it('has the newest rows ready when a panel is about to show the menu', async () => {
    start();
    await isShown();
    await panel.event(0, 'opened');
    shown.publish([account('ada', 41, 60), account('eve', 1, 2)]);
    await until(/^ItemsPropertiesUpdated/);
    expect(await panel.aboutToShow(0)).toBe(true);
    expect(await panel.aboutToShow(0)).toBe(false);
    const { rows } = await panel.layout();
    expect(rowNamed(rows, 'eve@example.com [Chrome]  [1% / 2%]').visible).toBe(true);
  });

  it('carries out what is clicked', async () => {
    start({ snapshots: [account('ada', 40, 60, { stale: true })] });
    await isShown();
    const { rows } = await panel.layout();
    for (const label of [
      'Open claude.ai/settings/usage',
      'Forget this account',
      'Refresh now',
      'Test alarm',
      'Quit',
    ]) {
      await panel.event(rowNamed(rows, label).id, 'clicked');
    }
    await panel.call('/StatusNotifierItem', 'org.kde.StatusNotifierItem', 'Activate', 'ii', [1, 2]);
    expect(shown.asked).toEqual([
      'open usage page',
      'forget ada',
      'refresh',
      'test alarm',
      'quit',
      'activate',
    ]);
    await panel.event(rowNamed(rows, 'All accounts').id, 'clicked');
    expect(shown.tray.preferences().driver).toEqual({ by: 'all' });
    await panel.event(rowNamed(rows, 'Settings').children[0]?.id ?? 0, 'clicked');
    expect(shown.tray.preferences().alarms).toBe(false);
  });

  it('shows a new style at once', async () => {
    start();
    await isShown();
    const { rows } = await panel.layout();
    await panel.event(rowNamed(rows, 'Claude  5h 40%  ·  7d 60%').id, 'clicked');
    await until(/^XAyatanaNewLabel\(Claude {2}5h 40%/);
    const after = await panel.layout();
    expect(rowNamed(after.rows, 'Claude  5h 40%  ·  7d 60%').on).toBe(true);
    expect(rowNamed(after.rows, '40% · 60%').on).toBe(false);
  });

  it('refuses calls that cannot be meant', async () => {
    start();
    await isShown();
    await expect(panel.event(4711, 'clicked')).rejects.toThrow('no such row');
    const menu = (member: string, signature: string, body: unknown[]) =>
      panel.call('/MenuBar', 'com.canonical.dbusmenu', member, signature, body);
    await expect(menu('GetLayout', 'i', [0])).rejects.toThrow('takes "iias"');
    await expect(menu('GetProperty', 'is', [1, 'nonsense'])).rejects.toThrow('no such row or property');
    await expect(menu('Nonsense', '', [])).rejects.toThrow();
    expect(await menu('AboutToShowGroup', 'ai', [[0, 4711]])).toEqual([[], [4711]]);
  });

  it('makes one repaint of ten thousand changes in one turn', async () => {
    start();
    await isShown();
    clear();
    for (let tick = 0; tick < 10_000; tick += 1) shown.publish([account('ada', tick % 100, 60)]);
    await until(/^ItemsPropertiesUpdated/);
    shown.publish([account('ada', 12, 60)]);
    await until(/^XAyatanaNewLabel\(12% /);
    expect(panel.signals.filter((signal) => signal === 'NewIcon')).toHaveLength(2);
    expect(panel.signals.filter((signal) => signal.startsWith('ItemsPropertiesUpdated'))).toHaveLength(2);
  });

  it('flashes until it is dismissed', async () => {
    start();
    await isShown();
    clear();
    shown.tray.ring();
    await vi.waitFor(
      () => expect(panel.signals.filter((one) => one === 'NewIcon').length).toBeGreaterThan(2),
      WAIT,
    );
    const { rows } = await panel.layout();
    await panel.event(rowNamed(rows, 'Dismiss alarm').id, 'clicked');
    await vi.waitFor(async () => {
      const after = await panel.layout();
      expect(rowNamed(after.rows, 'Dismiss alarm').visible).toBe(false);
    }, WAIT);
  });

  it('registers again when the panel comes back, and forgets the menu that was open in the old one', async () => {
    start();
    await isShown();
    await panel.event(0, 'opened');
    shown.publish([account('ada', 40, 60), account('eve', 1, 2)]);
    panel.stop();
    await vi.waitFor(() => expect(shown.tray.status()).toEqual({ kind: 'no_watcher' }), WAIT);
    panel = await startFakePanel(bus.address);
    await isShown();
    expect(panel.items).toHaveLength(1);
    expect(rowNamed((await panel.layout()).rows, 'eve@example.com [Chrome]  [1% / 2%]').visible).toBe(true);
  });

  it('says when icons are collected but shown by nobody', async () => {
    panel.stop();
    panel = await startFakePanel(bus.address, { hosts: false });
    start();
    await vi.waitFor(() => expect(shown.tray.status()).toEqual({ kind: 'no_host' }), WAIT);
  });

  it('says when there is no session bus', async () => {
    start({ address: () => null });
    await vi.waitFor(() => expect(shown.tray.status()).toEqual({ kind: 'no_session_bus' }), WAIT);
  });

  it('comes back with the newest numbers when the session bus dies and another one comes', async () => {
    start();
    await isShown();
    await bus.stop();
    await vi.waitFor(() => expect(shown.tray.status()).toMatchObject({ kind: 'bus_lost' }), WAIT);
    shown.publish([account('ada', 77, 60)]);
    bus = await startPrivateBus();
    panel.stop();
    panel = await startFakePanel(bus.address);
    await isShown();
    expect((await panel.properties())['XAyatanaLabel']).toBe('77% · 60%');
  });

  it('takes its icon away when the meter ends', async () => {
    start();
    await isShown();
    const name = panel.items[0] ?? '';
    await shown.stop();
    await vi.waitFor(async () => {
      await expect(panel.call('/MenuBar', 'com.canonical.dbusmenu', 'AboutToShow', 'i', [0])).rejects.toThrow(
        name,
      );
    }, WAIT);
  });
});
