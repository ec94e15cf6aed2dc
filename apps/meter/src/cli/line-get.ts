import { connect } from 'node:net';

/** What a meter said about a line: the line; that the question cannot be meant; or nothing in time. */
export type LineAnswer =
  | { kind: 'line'; line: string }
  | { kind: 'mistake'; error: string }
  | { kind: 'none' };

/**
 * `GET /line` over a bare socket, for prompts: whatever takes longer than the limit, and whatever is no line, is no
 * answer. Never rejects.
 */
export function lineGet(port: number, path: string, limitMs: number): Promise<LineAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (answer: LineAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle({ kind: 'none' }), limitMs);
    socket.on('connect', () => socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => settle(answerOf(Buffer.concat(chunks).toString('utf8'))));
    socket.on('error', () => settle({ kind: 'none' }));
  });
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
