import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { guardStream } from './guard-stream.ts';

describe('a socket of the bus', () => {
  it('is closed when what came cannot be read, and the program goes on', async () => {
    const stream = new PassThrough();
    const errors: Error[] = [];
    guardStream({ _connection: { stream } });
    stream.on('error', (error) => errors.push(error));
    stream.on('data', () => {
      throw new RangeError('no message');
    });
    stream.write('x');
    await new Promise<void>((resolve) => stream.once('close', resolve));
    expect(errors.map(({ message }) => message)).toEqual(['no message']);
  });

  it('passes on what can be read', async () => {
    const stream = new PassThrough();
    guardStream({ _connection: { stream } });
    const heard: string[] = [];
    stream.on('data', (chunk) => heard.push(String(chunk)));
    stream.end('abc');
    await new Promise<void>((resolve) => stream.once('end', resolve));
    expect(heard).toEqual(['abc']);
  });
});
