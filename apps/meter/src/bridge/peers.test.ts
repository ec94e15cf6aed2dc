import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPeers } from './peers.ts';

describe('who is behind a connection', () => {
  it('is not looked for when it was hung up at once: a flood of those must not hold up the others', () => {
    let lookups = 0;
    const peers = createPeers({
      user: () => {
        lookups += 1;
        return 'same';
      },
      executable: async () => null,
    });
    const socket = new Socket();
    peers.connected(socket);
    expect(lookups).toBe(0);
    expect(peers.user({ socket } as never)).toBe('gone');
  });
});
