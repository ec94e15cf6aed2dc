import { spawn } from 'node:child_process';

/** The page that the numbers come from, for people to look at. */
export const USAGE_PAGE = 'https://claude.ai/settings/usage';

/** Opens a page in the person's browser, and does not wait for it. False when this system offers no way. */
export function openUrl(url: string, platform: NodeJS.Platform = process.platform): boolean {
  const [command, ...args] = openCommand(url, { platform, env: process.env, pid: process.pid });
  if (command === undefined) return false;
  const child = spawn(command, args, { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

/** What opens a page, as a program and its arguments; none where nothing is known. */
export function openCommand(
  url: string,
  given: { platform: NodeJS.Platform; env: Readonly<Record<string, string | undefined>>; pid: number },
): readonly string[] {
  const { platform, env, pid } = given;
  if (platform === 'darwin') return ['/usr/bin/open', url];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  if (platform !== 'linux') return [];
  // A browser that a unit starts would end with it, live within its bounds (Chromium's own would not work there) and
  // not know the screen; systemd starts it beside us, with the variables of the desktop.
  const isUnit = env['SYSTEMD_EXEC_PID'] === String(pid);
  return isUnit
    ? ['systemd-run', '--user', '--quiet', '--collect', '--', 'xdg-open', url]
    : ['xdg-open', url];
}
