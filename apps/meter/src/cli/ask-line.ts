import { socketExchange } from './socket-exchange.ts';
import { waysToMeter } from './ways-to-meter.ts';

/** What a meter said about a line: the line; that the question cannot be meant; or nothing in time. */
export type LineAnswer =
  | { kind: 'line'; line: string }
  | { kind: 'mistake'; error: string }
  | { kind: 'none' };

export interface MeterPlace {
  /** The state folder. */
  home: string;
  port: number;
}

export interface LineRequest {
  /** `/line?…` */
  path: string;
  /** What Claude Code told its status line; null without it. */
  input: string | null;
  /** The whole of the exchange may take so long, ms. */
  limitMs: number;
}

/**
 * Asks a meter for a line, for prompts: by the socket in its state folder, else by its port. Whatever takes longer than the
 * limit, and whatever is no line, is no answer. Never rejects.
 */
export async function askLine(
  { home, port }: MeterPlace,
  { path, input, limitMs }: LineRequest,
): Promise<LineAnswer> {
  const answer = await socketExchange(waysToMeter({ home, port }), requestOf(port, path, input), limitMs);
  return answer === null ? { kind: 'none' } : answerOf(answer.toString('utf8'));
}

function requestOf(port: number, path: string, input: string | null): string {
  const host = `Host: 127.0.0.1:${port}`;
  if (input === null) return `GET ${path} HTTP/1.0\r\n${host}\r\n\r\n`;
  const head = [
    `POST ${path} HTTP/1.0`,
    host,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(input)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${input}`;
}

function answerOf(text: string): LineAnswer {
  const split = text.indexOf('\r\n\r\n');
  const head = text.slice(0, Math.max(split, 0)).toLowerCase();
  const body = text.slice(split + 4);
  if (/^http\/1\.[01] 200 /.test(head) && /^content-type: *text\/plain\b/m.test(head))
    return { kind: 'line', line: body };
  const error = /^http\/1\.[01] 400 /.test(head) ? /^\{"error":"(?:[^"\\]|\\.)*"\}$/.exec(body) : null;
  if (error === null) return { kind: 'none' };
  return { kind: 'mistake', error: (JSON.parse(error[0]) as { error: string }).error };
}
