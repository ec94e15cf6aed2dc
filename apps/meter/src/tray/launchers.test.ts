import { describe, expect, it } from 'vitest';
import { type LauncherFacts, launchersFor } from './launchers.ts';

const facts: LauncherFacts = {
  platform: 'darwin',
  arch: 'arm64',
  release: '25.1.0',
  execPath: '/node',
  file: (name) => `/hosts/${name}`,
  forced: null,
};
const names = (given: Partial<LauncherFacts>) => launchersFor({ ...facts, ...given }).map(({ name }) => name);

describe('launchersFor', () => {
  it.each<[string, Partial<LauncherFacts>, string[]]>([
    ['Apple processors', {}, ['mac-appkit', 'mac-jxa']],
    ['Intel before macOS 26', { arch: 'x64', release: '24.6.0' }, ['mac-appkit', 'mac-jxa']],
    ['Intel with macOS 26, where osascript hangs', { arch: 'x64', release: '25.0.0' }, ['mac-appkit']],
    ['a wish', { arch: 'x64', forced: 'mac-jxa' }, ['mac-jxa']],
    ['a wish for nothing known', { forced: 'magic' }, []],
    ['Windows', { platform: 'win32' }, ['win-shell']],
    ['Linux, which needs no host', { platform: 'linux' }, []],
  ])('on %s', (_, given, expected) => {
    expect(names(given)).toEqual(expected);
  });

  it('keeps osascript to the processor of the machine', () => {
    const command = (arch: string) =>
      launchersFor({ ...facts, arch, release: '23.0.0' })
        .at(-1)
        ?.command.join(' ');
    expect(command('arm64')).toBe('/usr/bin/arch -arm64 /usr/bin/osascript -l JavaScript /hosts/mac-jxa');
    expect(command('x64')).toBe('/usr/bin/osascript -l JavaScript /hosts/mac-jxa');
  });
});
