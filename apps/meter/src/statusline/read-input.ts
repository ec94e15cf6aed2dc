/** Claude Code writes at once; an input that does not end is not waited for, ms. */
const INPUT_LIMIT_MS = 1_000;
/** Status lines get a few KB; whatever is larger was not meant for us. */
export const MAX_INPUT_BYTES = 1024 * 1024;

/** Standard input, as whatever stream it comes. */
export type Input = NodeJS.ReadableStream & { isTTY?: boolean; destroy(): unknown };

/** What stands on standard input: until it ends, or for so long. '' for a terminal, and for input that is too large. */
export function readInput(stdin: Input, limitMs = INPUT_LIMIT_MS): Promise<string> {
  if (stdin.isTTY) return Promise.resolve('');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (text: string) => {
      clearTimeout(timer);
      stdin.destroy();
      resolve(text);
    };
    const whole = () => finish(Buffer.concat(chunks).toString('utf8'));
    const timer = setTimeout(whole, limitMs);
    stdin.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_INPUT_BYTES) finish('');
    });
    stdin.on('end', whole);
    stdin.on('error', whole);
  });
}
