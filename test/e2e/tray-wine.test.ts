import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SCREEN, startWine, type Wine, wineMissing } from './wine/wine-rig.ts';

const nightly = process.env['NIGHTLY'] === '1';
const missing = nightly ? wineMissing() : null;
if (missing !== null) console.warn(`The notification area is not tested under Wine: ${missing}.`);

const KEEP = process.env['CLAUDE_METER_PICTURES'];
const pictures = KEEP ?? mkdtempSync(join(tmpdir(), 'claude-meter-pictures-'));
const WAIT = { timeout: 30_000, interval: 200 };
/** Where the icon stands at the right end of the taskbar, and a corner of its ground beside the number. */
const ICON = { x: SCREEN.width - 10, y: SCREEN.height - 10 } as const;
const GROUND = { x: SCREEN.width - 16, y: SCREEN.height - 16 } as const;
const ORANGE = 'rgb(219,118,32)';
const RED = 'rgb(215,58,73)';
/** The second row from below of the menu, which stands on the taskbar. */
const REFRESH = { x: SCREEN.width - 100, y: SCREEN.height - 50 } as const;

describe.runIf(nightly && missing === null)('the tray under Wine, with a Node for Windows', () => {
  let wine: Wine;
  beforeAll(async () => {
    wine = await startWine();
  });
  afterAll(async () => {
    await wine.stop();
    if (KEEP === undefined) rmSync(pictures, { recursive: true, force: true });
  });

  const shown = () => vi.waitFor(() => expect(wine.said().at(-1)).toEqual({ kind: 'shown' }), WAIT);
  const ground = (colour: string) =>
    vi.waitFor(() => expect(wine.colour(GROUND.x, GROUND.y)).toBe(colour), WAIT);

  it('stands in the taskbar, opens its menu, tells of clicks, and survives the end of its host', async () => {
    wine.start('tray');
    await shown();
    await ground(ORANGE);
    wine.click(ICON.x, ICON.y, 'right');
    await vi.waitFor(() => expect(wine.colour(REFRESH.x, SCREEN.height - 25)).toBe('rgb(255,255,255)'), WAIT);
    wine.picture(join(pictures, 'tray-wine.png'), '460x230+340+170');
    // An update under an open menu touches the icon and not the menu.
    wine.command('100');
    await ground(RED);
    wine.click(REFRESH.x, REFRESH.y, 'left');
    await vi.waitFor(() => expect(wine.said()).toContainEqual({ click: 'refresh' }), WAIT);

    const [host] = wine.pids('win-host.mjs');
    expect(host).toBeGreaterThan(0);
    process.kill(host ?? 0, 'SIGKILL');
    await vi.waitFor(
      () => expect(wine.said()).toContainEqual(expect.objectContaining({ kind: 'host_restarting' })),
      WAIT,
    );
    await shown();
    await ground(RED);
    expect(wine.pids('win-host.mjs')).not.toContain(host);

    wine.command('end');
    await vi.waitFor(() => expect(wine.said().at(-1)).toEqual({ kind: 'closed' }), WAIT);
    await vi.waitFor(() => expect(wine.pids('win-host.mjs')).toEqual([]), WAIT);
    await vi.waitFor(() => expect(wine.colour(GROUND.x, GROUND.y)).not.toBe(RED), WAIT);
  });

  it('leaves no host behind when the meter is killed', async () => {
    wine.start('tray');
    await shown();
    const [meter] = wine.pids('windows-programs.mjs');
    process.kill(meter ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(wine.pids('win-host.mjs')).toEqual([]), WAIT);
  });

  it('keeps the start at login in the registry by reg.exe', async () => {
    wine.start('run-key');
    await vi.waitFor(() => expect(wine.said()).toHaveLength(7), WAIT);
    const [before, installed, found, again, removed, after, words] = wine.said();
    expect([before, after]).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
    expect(installed).toEqual({ kind: 'done', note: null });
    expect(found).toEqual({ kind: 'ours', text: words?.['text'], on: true });
    expect([again, removed]).toEqual([{ kind: 'nothing_to_do' }, { kind: 'done', note: null }]);
    expect(words?.['launched']).toBe(1);
  });
});
