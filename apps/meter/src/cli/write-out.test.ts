import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('write-out.ts', import.meta.url));
/** More than any pipe holds. */
const BYTES = 3_000_000;
/** Opening the stream makes the pipe one that does not wait. */
const PROGRAM = `
  process.stdout.on('error', () => undefined);
  const { writeOut } = await import(${JSON.stringify(SOURCE)});
  writeOut('x'.repeat(${BYTES}));
  process.stderr.write('returned');
  process.exit();`;

describe('writeOut', () => {
  it('has written all when it returns, however slowly it is read', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM]);
    let read = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      read += chunk.length;
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 2);
    });
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, read }).toEqual({ code: 0, read: BYTES });
  });

  it('returns when nobody reads any more', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM]);
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(child, 'close');
    expect(said).toBe('returned');
  });
});
