import type { IncomingMessage } from 'node:http';

/** The Host of a request. Of two Node keeps the first: who sends two has something to hide, and what comes out is none. */
export function hostOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1 ? `${headers.host} and ${hosts - 1} more` : headers.host;
}
