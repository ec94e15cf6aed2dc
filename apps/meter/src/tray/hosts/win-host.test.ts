import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HostedTray, startHostedTray, WAIT } from '../../../test/tray-hosts/hosted-tray.ts';
import { buildStandIn, type StandIn, standInsMissing } from '../../../test/tray-hosts/stand-in.ts';
import { modelOf, TRANSCRIPT } from '../../../test/tray-hosts/transcript.ts';
import { fitted, iconResource, notifyIconData, windowClass } from './win-structs.ts';
import { bestImage } from './win-surface.ts';

const missing = standInsMissing();
if (missing !== null) console.warn(`The notification area host is not tested: ${missing}.`);

describe.runIf(missing === null)('the notification area host, over a stand-in for Windows', () => {
  let standIn: StandIn;
  let tray: HostedTray;

  beforeAll(() => {
    standIn = buildStandIn('windows-stand-in.c');
  });
  afterAll(() => standIn.remove());

  beforeEach(async () => {
    tray = await startHostedTray(standIn, {
      host: new URL('../../../test/tray-hosts/stand-in-win-host.ts', import.meta.url),
      name: 'win-shell',
      iconSizes: [16, 20, 24, 32, 48],
      shows: modelOf([{ org_uuid: 'a', account_email: 'r&d@example.com', fiveHour: 40, sevenDay: 93.2 }]),
    });
  });
  afterEach(() => tray.end());

  const holds = (part: string) =>
    vi.waitFor(async () => {
      const lines = await standIn.ask('dump');
      expect(lines.join('\n')).toContain(part);
      return lines;
    }, WAIT);

  it('shows the fuller number in its colour at the size of the screen, and the words in the tooltip', async () => {
    const lines = await holds('added=1 version4=1');
    expect(lines.slice(1)).toEqual([
      'icon 20 rgb 219,118,32',
      'tip r＆d@example.com: 5h 40% (resets in 2h) · 7d 93% (resets in 4d 4h)',
    ]);
  });

  it('builds the menu from the newest rows each time it is opened', async () => {
    await standIn.ask('menu-');
    const lines = await standIn.ask('dump');
    expect(lines).toContain('r&&d@example.com [Chrome]  [40% / 93%]');
    expect(lines).toContain('  40% · 93% (radio)');
    expect(lines).toContain('  Notify at limits and resets (checked)');
    expect(lines.find((line) => line.startsWith('Updated'))).toContain('(grey)');
    expect(lines.join()).not.toContain('Dismiss alarm');
    expect(lines[0]).toContain('menus=0');
    tray.backend.update(modelOf([{ org_uuid: 'a', fiveHour: 55, sevenDay: 1 }]));
    await holds('5h 55%');
    await standIn.ask('menu-');
    expect(await standIn.ask('dump')).toContain('matt@example.com [Chrome]  [55% / 1%]');
  });

  it('brings tray.clicks home, and nothing when the menu is left', async () => {
    await standIn.ask('menu Refresh now');
    await standIn.ask('menu-');
    await standIn.ask('menu Claude  5h 40%  ·  7d 93%');
    await vi.waitFor(() => expect(tray.clicks).toEqual(['refresh', 'format:long']), WAIT);
  });

  it('comes back when the Explorer is started anew', async () => {
    await standIn.ask('explorer');
    await holds('added=1 version4=1');
    expect(tray.backend.status()).toEqual({ kind: 'shown' });
  });

  it('says when the notification area refuses it', async () => {
    await standIn.ask('refuse');
    await standIn.ask('explorer');
    await vi.waitFor(() => expect(tray.backend.status()).toMatchObject({ kind: 'hidden' }), WAIT);
  });

  it('holds one icon and no menu over many updates', async () => {
    for (let percent = 1; percent <= 60; percent += 1) {
      tray.backend.update(modelOf([{ org_uuid: 'a', fiveHour: percent, sevenDay: 1 }]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await holds('5h 60%'))[0]).toBe('added=1 version4=1 icons=1 menus=0');
  });

  it('ends every transcript in the last model', async () => {
    for (const model of TRANSCRIPT) tray.backend.update(model);
    const last = await holds('matt@example.com: 5h 95%');
    // 127 characters is all that Windows takes.
    expect([...(last.slice(2).join('\n').slice('tip '.length) ?? '')].length).toBeLessThanOrEqual(127);
    await standIn.ask('menu-');
    const lines = await standIn.ask('dump');
    expect(lines).toContain('pia@example.com [Arc]  [30% / 101%]');
    expect(lines).toContain('  Claude  M: 5h 95%  ·  7d 64%     P: 5h 30%  ·  7d 101% (radio)');
  });
});

describe('structures of Windows', () => {
  it('have the sizes of 64-bit systems', () => {
    expect(notifyIconData({ window: 1n, message: 2, icon: 3n, tip: 'x' }).length).toBe(976);
    expect(windowClass({ procedure: 1n, instance: 2n, name: 3n }).length).toBe(80);
  });

  it('cut a tooltip at 127 units, never within a character', () => {
    const tip = `${'x'.repeat(125)}😀😀`;
    const data = notifyIconData({ window: null, message: 0, icon: null, tip });
    expect(
      data
        .subarray(40, 40 + 256)
        .toString('utf16le')
        .replace(/\0+$/, ''),
    ).toBe(`${'x'.repeat(125)}…`);
    expect(data.readUInt16LE(40 + 254)).toBe(0);
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly10!', 10, 'exactly10!'],
    ['eleven more', 10, 'eleven mo…'],
    ['12345678😀x', 10, '12345678…'],
  ])('%j in %i units is %j', (text, units, result) => {
    expect(fitted(text, units)).toBe(result);
  });

  it('turn pictures upside down, with blue first', () => {
    const rgba = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    const data = iconResource({ size: 2, rgba });
    expect([...data.subarray(40, 56)]).toEqual([11, 10, 9, 12, 15, 14, 13, 16, 3, 2, 1, 4, 7, 6, 5, 8]);
    expect(data.length).toBe(40 + 16 + 8);
  });

  it.each([
    [16, 16],
    [17, 20],
    [20, 20],
    [40, 48],
    [64, 48],
  ])('for %i pixels take the picture of %i', (wanted, size) => {
    const images = [48, 16, 20].map((one) => ({ size: one, rgba: '' }));
    expect(bestImage(images, wanted)?.size).toBe(size);
  });
});
