import { networkInterfaces } from 'node:os';

/**
 * This machine's addresses towards others, as one text to be compared: it changes when a network comes, goes or is
 * another one. '' while there is none.
 */
export function networkAddresses(interfaces = networkInterfaces()): string {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
