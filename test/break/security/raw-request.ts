import { connect } from 'node:net';

/** What came back for bytes that no HTTP library would send. */
export interface RawAnswer {
  /** Status of the first answer; null when the connection was closed without one. */
  status: number | null;
  /** Everything that came. */
  text: string;
  /** How many answers came. */
  answers: number;
}

/** Sends bytes and reads until the other side closes, or says nothing more. */
export function rawRequest(port: number, bytes: string | Buffer, quietMs = 150): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    let timer = setTimeout(finish, 2_000);
    function finish(): void {
      clearTimeout(timer);
      socket.destroy();
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ status: statuses[0] ?? null, text, answers: statuses.length });
    }
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(finish, quietMs);
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}
