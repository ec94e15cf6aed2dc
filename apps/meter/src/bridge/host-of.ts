import type { IncomingMessage } from 'node:http';

/** The Host of a request. Of two Node keeps the first: who sends two has something to hide, and what comes out is none. */
export function hostOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // Asked of every request: most names are told apart by their length.
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 ? `${headers.host} and ${hosts - 1} more` : headers.host;
}
