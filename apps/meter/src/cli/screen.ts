import type { Io } from './io.ts';
import { type Frame, planRedraw } from './view/redraw.ts';
import { type Line, printLine } from './view/styled.ts';

/** The whole terminal, for as long as a live view lasts. */
export interface Screen {
  /** Draws what is new. */
  show(lines: readonly Line[]): void;
  /** Gives the terminal back as it was. Safe to call twice. */
  close(): void;
}

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

/**
 * Takes the terminal over: the alternate screen (the scrollback stays untouched), no cursor, keys as they are typed.
 *
 * @param onKey gets what was typed, one chunk at a time; Ctrl-C comes as '\x03'
 */
export function openScreen(io: Io, onKey: (keys: string) => void): Screen {
  const { stdin, stdout } = io;
  let shown: Frame | null = null;
  let open = true;
  const keys = (chunk: Buffer) => onKey(chunk.toString('latin1'));
  const close = () => {
    if (!open) return;
    open = false;
    process.off('exit', close);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', keys);
    stdin.pause();
    stdout.write(LEAVE);
  };
  // Also when something throws: a terminal without cursor and echo is a broken terminal.
  process.on('exit', close);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', keys);
  stdout.write(ENTER);
  return {
    show(lines) {
      const size = stdout.size();
      const next = { ...size, lines: lines.map((line) => printLine(line, stdout.colours)) };
      const orders = planRedraw(shown, next);
      shown = next;
      if (orders !== '' && open) stdout.write(orders);
    },
    close,
  };
}
