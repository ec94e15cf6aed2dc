import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrayModel } from '@claude-meter/core';
import { describe, expect, it, vi } from 'vitest';
import { type JxaRun, runJxa } from '../../../test/tray-hosts/jxa-bridge.ts';
import { buildStandIn, standInsMissing } from '../../../test/tray-hosts/stand-in.ts';
import { modelOf, TRANSCRIPT } from '../../../test/tray-hosts/transcript.ts';
import { createConversation } from '../hosted/conversation.ts';
import { startHosted } from '../hosted/hosted-backend.ts';
import { printToHost, readFromHost } from '../hosted/protocol.ts';
import { toHostOps } from '../hosted/to-host-ops.ts';

const SCRIPT = join(import.meta.dirname, 'mac-jxa.js');
const MAC_HOST = fileURLToPath(new URL('../../../test/tray-hosts/stand-in-mac-host.ts', import.meta.url));

/** The script, and the meter's half of the conversation with it. */
function startScript(first: TrayModel) {
  const run = runJxa(SCRIPT);
  const faults: string[] = [];
  let ready = false;
  let heard = 0;
  const conversation = createConversation({
    iconSizes: [],
    send: (message) => run.feed(printToHost(message)),
    onReady: () => {
      ready = true;
    },
    onFault: (reason) => void faults.push(reason),
  });
  /** Takes what was said; the answers to it are taken as well. */
  const listen = () => {
    for (; heard < run.said.length; heard += 1) {
      const message = readFromHost(JSON.stringify(run.said[heard]));
      if (message === null) throw new Error(`It said ${JSON.stringify(run.said[heard])}.`);
      conversation.take(message);
    }
  };
  conversation.greet(first);
  listen();
  return {
    run,
    faults,
    ready: () => ready,
    listen,
    update(model: TrayModel) {
      conversation.update(model);
      listen();
    },
  };
}

const one = (fiveHour: number) => modelOf([{ org_uuid: 'a', fiveHour, sevenDay: 64 }]);
const rowOf = (run: JxaRun, id: string) => run.dump().find((line) => line.trimStart().startsWith(`${id} |`));

describe('the JXA host, over a strict bridge', () => {
  it('holds what it was told, and says so', () => {
    const script = startScript(modelOf([{ org_uuid: 'a', fiveHour: 40, sevenDay: 93.2 }]));
    expect([script.ready(), script.faults]).toEqual([true, []]);
    expect(script.run.dump().slice(0, 5)).toEqual([
      'run | 40% | ground=none ink=none font=1',
      'run |  ·  | ground=none ink=none font=1',
      'run | \u200993%\u2009 | ground=219,118,32 ink=0,0,0 font=1',
      'label | Claude usage: 5-hour 40 percent, 7-day 93 percent',
      'tooltip | matt@example.com: 5h 40% (resets in 2h) · 7d 93% (resets in 4d 4h)',
    ]);
  });

  it('hears the meter while a menu is open', () => {
    const { run } = startScript(one(1));
    expect(run.modes()).toEqual(['kCFRunLoopDefaultMode', 'NSEventTrackingRunLoopMode']);
  });

  it('changes an open menu in place and replaces it when it is closed', () => {
    const script = startScript(one(40));
    script.run.open();
    script.listen();
    script.update(
      modelOf([
        { org_uuid: 'a', fiveHour: 55, sevenDay: 64 },
        { org_uuid: 'b', fiveHour: 1, sevenDay: 2 },
      ]),
    );
    expect(rowOf(script.run, 'account:a:limit:five_hour')).toContain('55.0%');
    expect(rowOf(script.run, 'account:b')).toBeUndefined();
    script.run.close();
    script.listen();
    expect(rowOf(script.run, 'account:b')).toContain('[1% / 2%]');
  });

  it('never replaces the rows of an open menu, even when the meter has not yet heard that it is open', () => {
    const script = startScript(one(40));
    script.run.open();
    const two = modelOf([
      { org_uuid: 'a', fiveHour: 55, sevenDay: 64 },
      { org_uuid: 'b', fiveHour: 1, sevenDay: 2 },
    ]);
    const ops = toHostOps([{ op: 'menu', rows: two.menu }], []);
    const patches = ['account:a', 'account:b'].map(
      (id) => ({ op: 'patch', id, title: `${id} anew` }) as const,
    );
    script.run.feed(printToHost({ t: 'ops', seq: 99, ops: [...ops, ...patches] }));
    expect(rowOf(script.run, 'account:b')).toBeUndefined();
    expect(rowOf(script.run, 'account:a')).toContain('account:a anew');
    script.run.close();
    expect(rowOf(script.run, 'account:b')).toContain('account:b anew');
    expect(script.run.said.filter(({ t }) => t === 'error')).toEqual([]);
  });

  it('says which row was chosen', () => {
    const script = startScript(one(40));
    script.run.click('refresh');
    script.run.click('format:long');
    expect(script.run.said.filter(({ t }) => t === 'click').map(({ id }) => id)).toEqual([
      'refresh',
      'format:long',
    ]);
  });

  it('reads lines in pieces, and goes on after an operation that cannot be', () => {
    const { run } = startScript(one(40));
    const line = printToHost({ t: 'ops', seq: 7, ops: [{ op: 'patch', id: 'nobody', title: 'ü' }] });
    for (const piece of line) run.feed(piece);
    expect(run.said.slice(-2)).toEqual([
      { t: 'error', code: 'operation', detail: 'patch: There is no row "nobody".' },
      { t: 'done', seq: 7 },
    ]);
  });

  it.each([
    ['the end of its input', (run: JxaRun) => run.end()],
    ['being asked', (run: JxaRun) => run.feed(printToHost({ t: 'quit' }))],
  ])('ends with %s', (_, end) => {
    const { run } = startScript(one(40));
    end(run);
    expect(run.exitCode()).toBe(0);
  });
});

describe.runIf(standInsMissing() === null)('both hosts of macOS', () => {
  it('end every transcript in the same objects', async () => {
    const [first, ...others] = TRANSCRIPT;
    const script = startScript(first ?? one(1));
    const standIn = buildStandIn('appkit-stand-in.c');
    vi.stubEnv('STAND_IN_CONTROL', standIn.env['STAND_IN_CONTROL']);
    vi.stubEnv('STAND_IN_ANSWERS', standIn.env['STAND_IN_ANSWERS']);
    const ending = new AbortController();
    const backend = startHosted({
      launchers: [
        { name: 'mac-appkit', command: [process.execPath, MAC_HOST, standIn.library], iconSizes: [] },
      ],
      events: { onClick() {}, onActivate() {}, onStatus() {} },
      signal: ending.signal,
      memory: { failure: () => null, worked() {}, gaveUp() {} },
      clock: Date.now,
    });
    backend.update(first ?? one(1));
    await vi.waitFor(() => expect(backend.status()).toEqual({ kind: 'shown' }), { timeout: 10_000 });
    const comparable = (lines: string[]) =>
      lines.filter((line) => !line.startsWith('live')).map((line) => line.replace(/ action=.*/, ''));
    const inLines = (lines: string[]) => lines.flatMap((line) => line.split('\n'));
    for (const model of others) {
      script.update(model);
      backend.update(model);
      await vi.waitFor(
        async () => expect(comparable(await standIn.ask('dump'))).toEqual(inLines(script.run.dump())),
        {
          timeout: 10_000,
        },
      );
    }
    ending.abort();
    await backend.closed;
    standIn.remove();
    vi.unstubAllEnvs();
  });
});
