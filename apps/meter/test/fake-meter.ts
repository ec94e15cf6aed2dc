import { trayModelOf } from '@claude-meter/core';
import { startHosted } from '../src/tray/hosted/hosted-backend.ts';

// A process that only supervises a tray host, to be killed by tests. Arguments: the fake host's file and its record.

const [host = '', record = ''] = process.argv.slice(2);
const backend = startHosted({
  launchers: [{ name: 'mac-appkit', command: [process.execPath, host, 'well', record], iconSizes: [] }],
  events: { onClick() {}, onActivate() {}, onStatus: (status) => console.log(JSON.stringify(status)) },
  signal: new AbortController().signal,
  memory: { failure: () => null, worked() {}, gaveUp() {} },
  clock: Date.now,
});
backend.update(
  trayModelOf([], {
    now: Date.now(),
    timeZone: 'UTC',
    format: 'long',
    driver: { by: 'all' },
    defaultBrowser: null,
    startAtLogin: null,
    alarms: { on: true, flash: true, ringing: false },
    lit: false,
  }),
);
setInterval(() => {}, 60_000);
