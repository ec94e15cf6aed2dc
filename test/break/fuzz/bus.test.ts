import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { budget, type Dice, diceOf, SEED } from '../budget.ts';
import { tally } from '../tally.ts';
import { mutate } from './mutate.ts';

const SECONDS = budget('BREAK_BUS_SECONDS', { day: 1, night: 90 });

/** The answer to the first call on a bus: a name. */
const HELLO = reply(1, ':1.5');

describe.runIf(process.platform === 'linux')('a session bus that is none', () => {
  it(
    `never ends the program that connects to it, for ${SECONDS} s`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'claude-meter-break-bus-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const dice = diceOf(SEED);
      let messages = 0;
      const server = createServer((socket) => {
        socket.on('error', () => {});
        talk(socket, dice, () => {
          messages += 1;
        });
      });
      onTestFinished(() => void server.close());
      const path = join(folder, 'bus');
      server.listen(path);
      await once(server, 'listening');
      const victim = spawn(process.execPath, [
        join(import.meta.dirname, 'bus-victim.ts'),
        `unix:path=${path}`,
        String(SECONDS),
      ]);
      let [out, err] = ['', ''];
      victim.stdout.on('data', (chunk) => {
        out += chunk;
      });
      victim.stderr.on('data', (chunk) => {
        err += chunk;
      });
      const [code] = await once(victim, 'exit');
      tally('fuzz D-Bus', {
        cases: messages,
        findings: code === 0 ? 0 : 1,
        ...(code === 0 ? (JSON.parse(out) as object) : {}),
      });
      expect([code, err]).toEqual([0, '']);
    },
    SECONDS * 1000 + 60_000,
  );
});

/** Lets a client in, mostly, and answers what it says with something like an answer. */
function talk(socket: Socket, dice: Dice, count: () => void): void {
  let begun = false;
  socket.on('data', (chunk) => {
    count();
    const text = chunk.toString('latin1');
    if (!begun && dice.chance(0.95)) {
      if (text.includes('AUTH')) socket.write('OK 0123456789abcdef0123456789abcdef\r\n');
      if (text.includes('NEGOTIATE')) socket.write('ERROR\r\n');
      if (!text.includes('BEGIN')) return;
      begun = true;
      if (dice.chance(0.5)) socket.write(HELLO);
      return;
    }
    socket.write(
      mutate(dice.pick([HELLO, reply(2, 'x'.repeat(dice.below(80))), reply(dice.below(9), '')]), dice, [
        HELLO,
      ]),
    );
    if (dice.chance(0.2)) socket.destroy();
  });
}

/** A METHOD_RETURN in the byte order of this machine, with one string. */
function reply(serial: number, text: string): Buffer {
  const word = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
  const body = Buffer.concat([word(text.length), Buffer.from(`${text}\0`)]);
  const serialField = Buffer.concat([Buffer.from([5, 1]), Buffer.from('u\0'), word(serial)]);
  const signatureField = Buffer.concat([
    Buffer.from([8, 1]),
    Buffer.from('g\0'),
    Buffer.from([1]),
    Buffer.from('s\0'),
  ]);
  const fields = Buffer.concat([serialField, signatureField]);
  const head = Buffer.concat([
    Buffer.from('l'),
    Buffer.from([2, 1, 1]),
    word(body.length),
    word(7),
    word(fields.length),
    fields,
  ]);
  return Buffer.concat([padded(head), body]);
}
