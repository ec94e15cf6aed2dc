import { spawn } from 'node:child_process';

/** The page that the numbers come from, for people to look at. */
export const USAGE_PAGE = 'https://claude.ai/settings/usage';

/** Opens a page in the person's browser, and does not wait for it. False when this system offers no way. */
export function openUrl(url: string, platform: NodeJS.Platform = process.platform): boolean {
  const [command, ...args] = opener(url, platform);
  if (command === undefined) return false;
  const child = spawn(command, args, { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

function opener(url: string, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['/usr/bin/open', url];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  return platform === 'linux' ? ['xdg-open', url] : [];
}
