import { bridgeUrl, ROUTES } from '@claude-meter/wire';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { printBlock } from './print-block.ts';

/** Several sessions are asked one after the other, and each may take its time, ms. */
const LIMIT_MS = 180_000;

/** `claude-meter refresh`: "refresh now", for a person or a script. */
export const refresh: Command = {
  meta: {
    name: 'refresh',
    summary: "ask claude.ai now, with every session in this machine's browsers",
    about: `Makes the running meter ask at once, whatever covers or delays it: extensions, back-offs, a key store that
refused before. On macOS that may show a question of the Keychain. Prints what is known then.`,
    options: { json: { type: 'boolean', text: 'the array of snapshots, as GET /snapshots returns it' } },
    examples: [{ line: 'claude-meter refresh', text: 'fresh numbers, if any can be had' }],
  },

  async run(io, { port }, values) {
    let answer: Response;
    let body: string;
    try {
      answer = await fetch(bridgeUrl(port) + ROUTES.refresh, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
        redirect: 'error',
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      body = await answer.text();
    } catch {
      io.stderr.write(
        `claude-meter: No meter answers at 127.0.0.1:${port}. Start it with "claude-meter run".\n`,
      );
      return EXIT.notRunning;
    }
    if (!answer.ok) {
      io.stderr.write(`claude-meter: ${sentenceOf(body) ?? `the answer was ${answer.status}`}\n`);
      return EXIT.failed;
    }
    if (values['json'] !== true) return printBlock(io, body);
    io.stdout.write(body);
    return EXIT.ok;
  },
};

function sentenceOf(body: string): string | null {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}
