import { homedir } from 'node:os';
import type { Check } from '../doctor/check.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { printable } from './view/printable.ts';
import { type Line, printLine, type Style, span } from './view/styled.ts';

/** `claude-meter doctor`: what works, what does not, and the one thing to do about each. */
export const doctor: Command = {
  meta: {
    name: 'doctor',
    summary: 'look at every source: what was found, which step fails, what to do',
    about: `Asks the running meter how each source fares. Where none runs it looks itself, without touching a key store
unless told to. E-mails, organizations and cards are left out, so that what it prints may be pasted anywhere.
Ends with 0 when all is well and with 1 when there is something to do.`,
    options: {
      'ask-key-stores': {
        type: 'boolean',
        text: 'where no meter runs: ask the Keychain or keyring too (it may ask you)',
      },
      json: { type: 'boolean', text: 'for machines: {"todo": N, "checks": [{area, state, says, advice}]}' },
    },
    examples: [
      { line: 'claude-meter doctor', text: 'why is there no number, or an old one?' },
      {
        line: `claude-meter doctor --json | jq '.checks[] | select(.state == "todo")'`,
        text: 'for a script',
      },
    ],
  },

  async run(io, settings, values) {
    const [{ gatherFacts }, { examine }, { redact }] = await Promise.all([
      import('../doctor/gather-facts.ts'),
      import('../doctor/examine.ts'),
      import('../doctor/redact.ts'),
    ]);
    const askKeyStores = values['ask-key-stores'] === true;
    const facts = await gatherFacts(settings, { env: io.env, now: io.now, askKeyStores });
    const clean = (text: string) => redact(text, homedir());
    const checks = examine(facts).map((check) => ({
      ...check,
      says: clean(check.says),
      advice: check.advice === null ? null : clean(check.advice),
    }));
    const open = checks.filter(({ state }) => state === 'todo').length;
    if (values['json'] === true) io.stdout.write(`${JSON.stringify({ todo: open, checks }, null, 2)}\n`);
    else {
      const lines = [...checks.flatMap(checkLines), closing(open)];
      io.stdout.write(lines.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
    }
    return open === 0 ? EXIT.ok : EXIT.failed;
  },
};

const MARKS: Readonly<Record<Check['state'], { mark: string; style: Style }>> = {
  ok: { mark: '✓', style: 'calm' },
  note: { mark: '·', style: 'dim' },
  todo: { mark: '!', style: 'warning' },
};

const AREA_WIDTH = 11;

function checkLines({ area, state, says, advice }: Check): Line[] {
  const { mark, style } = MARKS[state];
  const head: Line = [
    span(`${mark} `, style),
    span(`${printable(area).padEnd(AREA_WIDTH)} `, 'dim'),
    span(printable(says), state === 'note' ? 'dim' : 'plain'),
  ];
  if (advice === null) return [head];
  return [
    head,
    [span(`${' '.repeat(AREA_WIDTH + 3)}→ ${printable(advice)}`, state === 'todo' ? 'plain' : 'dim')],
  ];
}

function closing(open: number): Line {
  if (open === 0) return [span('All is well.', 'calm')];
  return [span(open === 1 ? 'One thing to do (!).' : `${open} things to do (!).`, 'warning')];
}
