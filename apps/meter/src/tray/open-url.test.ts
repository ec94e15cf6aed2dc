import { describe, expect, it } from 'vitest';
import { openCommand, USAGE_PAGE } from './open-url.ts';

describe('openCommand', () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, string[]]>([
    ['Linux', 'linux', {}, ['xdg-open', USAGE_PAGE]],
    [
      'a unit of systemd, out of its bounds',
      'linux',
      { SYSTEMD_EXEC_PID: '42' },
      ['systemd-run', '--user', '--quiet', '--collect', '--', 'xdg-open', USAGE_PAGE],
    ],
    ['a terminal that a unit opened', 'linux', { SYSTEMD_EXEC_PID: '41' }, ['xdg-open', USAGE_PAGE]],
    ['macOS', 'darwin', {}, ['/usr/bin/open', USAGE_PAGE]],
    ['Windows', 'win32', {}, ['rundll32.exe', 'url.dll,FileProtocolHandler', USAGE_PAGE]],
    ['elsewhere', 'freebsd', {}, []],
  ])('%s', (_, platform, env, command) => {
    expect(openCommand(USAGE_PAGE, { platform, env, pid: 42 })).toEqual(command);
  });
});
