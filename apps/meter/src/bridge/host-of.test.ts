import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { hostOf } from './host-of.ts';

function incoming(...hosts: readonly string[]): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.rawHeaders = hosts.flatMap((host, index) => [index % 2 === 0 ? 'Host' : 'hOST', host]);
  if (hosts[0] !== undefined) message.headers.host = hosts[0];
  return message;
}

describe('the host of a request', () => {
  it.each([
    [['127.0.0.1:63762'], '127.0.0.1:63762'],
    [[], undefined],
    [['127.0.0.1:63762', 'evil.example'], '127.0.0.1:63762 and 1 more'],
    [['127.0.0.1:63762', '127.0.0.1:63762', 'c'], '127.0.0.1:63762 and 2 more'],
  ])('of %j is %s', (hosts, host) => {
    expect(hostOf(incoming(...hosts))).toBe(host);
  });
});
