import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { writeRunFile } from '../run-file.ts';
import { waysToMeter } from './ways-to-meter.ts';

describe.skipIf(process.platform === 'win32')('waysToMeter', () => {
  const home = () => temporaryFolder();
  const socketIn = (folder: string) => writeFileSync(join(folder, 'meter.sock'), '');
  const both = (folder: string, port: number) => [
    { path: join(folder, 'meter.sock') },
    { port, host: '127.0.0.1' },
  ];

  it.each<[string, number, (folder: string) => void]>([
    ['a socket is there', 63762, socketIn],
    ['a meter said that it runs', 63762, (folder) => writeRunFile(folder, { pid: 1, port: 63762 })],
    ['a port was named', 1234, () => {}],
  ])('asks by socket and port where %s', (_name, port, prepare) => {
    const folder = home();
    prepare(folder);
    expect(waysToMeter({ home: folder, port })).toEqual(both(folder, port));
  });

  it('asks nobody where nothing says that a meter runs', () => {
    expect(waysToMeter({ home: home(), port: 63762 })).toEqual([]);
  });

  it('asks by the port where there can be no socket', () => {
    const long = join(home(), 'x'.repeat(120));
    expect(waysToMeter({ home: long, port: 63762 })).toEqual([{ port: 63762, host: '127.0.0.1' }]);
  });
});
