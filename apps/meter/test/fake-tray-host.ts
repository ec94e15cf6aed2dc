import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FromHost, HostOp, ToHost } from '../src/tray/hosted/protocol.ts';

// A tray host without a tray. It does what its first argument says and keeps a record of what it was told in the file
// named by the second.

const [mode = 'well', record = ''] = process.argv.slice(2);
let title = { text: '', runs: 0 };
let rows = 0;

const say = (message: FromHost) => process.stdout.write(`${JSON.stringify(message)}\n`);

function take(ops: readonly HostOp[]): void {
  for (const op of ops) {
    if (op.op === 'title') title = { text: op.runs.map((run) => run.text).join(''), runs: op.runs.length };
    if (op.op === 'menu') rows = op.rows.length;
  }
  if (record !== '')
    appendFileSync(record, `${JSON.stringify({ pid: process.pid, title: title.text, ops })}\n`);
}

function ready(): void {
  const echo = { title: title.text, runs: title.runs, rows: mode === 'wrong-echo' ? rows + 1 : rows };
  const line = `${JSON.stringify({ t: 'ready', v: mode === 'old' ? 0 : 1, echo })}\n`;
  if (mode !== 'half-lines') return void process.stdout.write(line);
  process.stdout.write(line.slice(0, 9));
  setTimeout(() => process.stdout.write(line.slice(9)), 50);
}

/** Somebody else who holds on to our output for a while. */
function leaveChild(): void {
  spawn('sleep', ['8'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }).unref();
}

const lines = createInterface(process.stdin);
lines.on('line', (line) => {
  const message = JSON.parse(line) as ToHost;
  if (message.t === 'quit') process.exit(0);
  take(message.ops);
  if (message.t === 'init') {
    if (mode === 'mute') return;
    if (mode === 'dies-first') throw new Error('no display');
    if (mode === 'opens') say({ t: 'opened' });
    if (mode === 'leaves-child') leaveChild();
    ready();
    if (mode !== 'half-lines')
      say({ t: 'shown', visible: mode === 'hidden' ? 'no' : 'yes', detail: 'where it stands' });
    if (mode === 'garbage') process.stdout.write('what?\n'.repeat(200));
    if (mode === 'long-line') process.stdout.write('x'.repeat(300_000));
    if (mode === 'flood') process.stdout.write(`${JSON.stringify({ t: 'opened' })}\n`.repeat(3_000));
    if (mode === 'clicks') say({ t: 'click', id: 'refresh' });
    return;
  }
  if (mode === 'silent') return;
  if (mode === 'dies') process.exit(3);
  if (mode === 'slow') setTimeout(() => say({ t: 'done', seq: message.seq }), 100);
  else say({ t: 'done', seq: message.seq });
  if (mode === 'opens' && title.text.includes('42')) say({ t: 'closed' });
});
// The meter is gone, and the host with it.
lines.on('close', () => process.exit(0));
