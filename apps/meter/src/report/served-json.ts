import { socketExchange } from '../cli/socket-exchange.ts';
import { localSocketPath } from '../local-socket-path.ts';
import { readRunFile } from '../run-file.ts';

/**
 * What the meter that uses this state folder answers to a path, parsed. Null when none runs, when it takes longer than
 * `limitMs`, or when it has anything but JSON to say.
 */
export async function servedJson(home: string, path: string, limitMs: number): Promise<unknown> {
  const run = readRunFile(home);
  if (run === null) return null;
  const socket = localSocketPath(home);
  const port = { port: run.port, host: '127.0.0.1' };
  const request = `GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${run.port}\r\n\r\n`;
  return jsonIn(await socketExchange(socket === null ? [port] : [{ path: socket }, port], request, limitMs));
}

function jsonIn(answer: Buffer | null): unknown {
  const split = answer?.indexOf('\r\n\r\n') ?? -1;
  if (answer === null || split === -1) return null;
  const head = answer.toString('latin1', 0, split);
  if (!/^HTTP\/1\.[01] 200 /.test(head) || !/^content-type: *application\/json\b/im.test(head)) return null;
  try {
    return JSON.parse(answer.toString('utf8', split + 4)) as unknown;
  } catch {
    // Broken off, or of somebody else.
    return null;
  }
}
