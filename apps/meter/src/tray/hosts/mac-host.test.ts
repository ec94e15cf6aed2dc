import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HostedTray, startHostedTray, WAIT } from '../../../test/tray-hosts/hosted-tray.ts';
import { buildStandIn, type StandIn, standInsMissing } from '../../../test/tray-hosts/stand-in.ts';
import { modelOf, TRANSCRIPT } from '../../../test/tray-hosts/transcript.ts';

const missing = standInsMissing();
if (missing !== null) console.warn(`The menu bar host is not tested: ${missing}.`);

describe.runIf(missing === null)('the AppKit host, over a stand-in for AppKit', () => {
  let standIn: StandIn;
  let tray: HostedTray;

  beforeAll(() => {
    standIn = buildStandIn('appkit-stand-in.c');
  });
  afterAll(() => standIn.remove());

  beforeEach(async () => {
    tray = await startHostedTray(standIn, {
      host: new URL('../../../test/tray-hosts/stand-in-mac-host.ts', import.meta.url),
      name: 'mac-appkit',
      iconSizes: [],
      shows: modelOf([{ org_uuid: 'a', fiveHour: 40, sevenDay: 93.2 }]),
    });
  });
  afterEach(() => tray.end());

  const dump = () => standIn.ask('dump');
  const holds = (line: string | RegExp) =>
    vi.waitFor(async () => {
      const lines = await dump();
      expect(lines.some((one) => (typeof line === 'string' ? one.includes(line) : line.test(one)))).toBe(
        true,
      );
      return lines;
    }, WAIT);

  it('shows coloured runs, words and rows', async () => {
    const lines = await dump();
    expect(lines.slice(0, 6)).toEqual([
      'run | 40% | ground=none ink=none font=1',
      'run |  ·  | ground=none ink=none font=1',
      'run | \u200993%\u2009 | ground=219,118,32 ink=0,0,0 font=1',
      'label | Claude usage: 5-hour 40 percent, 7-day 93 percent',
      'tooltip | matt@example.com: 5h 40% (resets in 2h) · 7d 93% (resets in 4d 4h)',
      'dismiss | Dismiss alarm | enabled=1 hidden=1 state=0 action=pick: target=ClaudeMeterTarget',
    ]);
    expect(lines).toContain(
      'account:a:limit:five_hour | 5-hour        40.0% · resets in 2h | enabled=1 hidden=0 state=0 action=pick: target=ClaudeMeterTarget',
    );
    expect(lines).toContain(
      '  format:compact | 40% · 93% | enabled=1 hidden=0 state=1 action=pick: target=ClaudeMeterTarget',
    );
    expect(lines).toContain(
      'format | Menu bar style | enabled=1 hidden=0 state=0 action=none target=ClaudeMeterTarget',
    );
  });

  it('changes rows of an open menu in place, and shows a new account when it closes', async () => {
    await standIn.ask('open');
    tray.backend.update(
      modelOf([
        { org_uuid: 'a', fiveHour: 55, sevenDay: 64 },
        { org_uuid: 'b', account_email: 'new@example.com', fiveHour: 1, sevenDay: 2 },
      ]),
    );
    const open = await holds('5-hour        55.0%');
    expect(open.some((line) => line.startsWith('account:b '))).toBe(false);
    await standIn.ask('close');
    await holds('account:b | new@example.com [Chrome]  [1% / 2%]');
  });

  it('never replaces the rows of an open menu, even when the meter has not yet heard that it is open', async () => {
    for (let count = 0; count < 10; count += 1) {
      const opened = standIn.ask('open');
      const more = {
        org_uuid: `c${count}`,
        account_email: `c${count}@example.com`,
        fiveHour: 1,
        sevenDay: 2,
      };
      tray.backend.update(modelOf([{ org_uuid: 'a', fiveHour: 50 + count, sevenDay: 64 }, more]));
      await opened;
      await standIn.ask('close');
      await holds(`account:c${count} | c${count}@example.com`);
    }
  });

  it('brings tray.clicks home, also out of an open menu', async () => {
    await standIn.ask('click refresh');
    await standIn.ask('open');
    await standIn.ask('click format:long');
    await vi.waitFor(() => expect(tray.clicks).toEqual(['refresh', 'format:long']), WAIT);
  });

  it('says when the system has taken the item away', async () => {
    await standIn.ask('hide');
    tray.backend.update(modelOf([]));
    await vi.waitFor(() => expect(tray.backend.status()).toMatchObject({ kind: 'hidden' }), WAIT);
  });

  it('holds on to nothing over five thousand updates', async () => {
    const live = (lines: string[]) => Number(/^live (\d+)$/.exec(lines.at(-1) ?? '')?.[1]);
    const run = async (updates: number, last: number) => {
      for (let count = 0; count < updates; count += 1) {
        tray.backend.update(modelOf([{ org_uuid: 'a', fiveHour: count % 89, sevenDay: 64 }]));
        if (count % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      tray.backend.update(modelOf([{ org_uuid: 'a', fiveHour: last, sevenDay: 64 }]));
      return live(await holds(`5-hour        ${last}.0%`));
    };
    const before = await run(50, 71);
    expect(await run(5_000, 72)).toBe(before);
  });

  it('ends every transcript in the last model', async () => {
    for (const model of TRANSCRIPT) {
      tray.backend.update(model);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const lines = await holds('account:b | pia@example.com [Arc]  [30% / 101%]');
    expect(lines.filter((line) => line.startsWith('run')).map((line) => line.split(' | ')[1])).toEqual([
      'Claude  ',
      'M: ',
      '5h ',
      '\u200995%\u2009',
      '  ·  7d ',
      '64%',
      '     ',
      'P: ',
      '5h ',
      '30%',
      '  ·  7d ',
      '\u2009101%\u2009',
    ]);
  });
});
