import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Names by desktop entry, bundle id or ProgId; the first match wins, so the special ones stand first. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/thebrowser|^arc/, 'Arc'],
  [/brave/, 'Brave'],
  [/edge/, 'Edge'],
  [/vivaldi/, 'Vivaldi'],
  [/opera/, 'Opera'],
  [/librewolf/, 'LibreWolf'],
  [/zen[-_.]browser|^zen\b/, 'Zen'],
  [/firefox/, 'Firefox'],
  [/safari/, 'Safari'],
  [/chromium/, 'Chromium'],
  [/chrome/, 'Chrome'],
];

/** The display name of a browser by what the system calls it; null for what is no known browser. */
export function browserOfSystemId(id: string): string | null {
  const lower = id.trim().toLowerCase();
  return BROWSERS.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}

const TIME_LIMIT_MS = 3_000;
const USER_CHOICE =
  'HKCU\\Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\https\\UserChoice';

/** The system's default browser by its display name; null when the system does not say. */
export async function findDefaultBrowser(
  platform: NodeJS.Platform,
  signal: AbortSignal,
): Promise<string | null> {
  const [command, ...args] = question(platform);
  if (command === undefined) return null;
  try {
    const options = { signal, timeout: TIME_LIMIT_MS, windowsHide: true, maxBuffer: 4 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(command, args, options);
    return browserOfSystemId(systemId(stdout, platform) ?? '');
  } catch {
    return null;
  }
}

function question(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') return ['xdg-settings', 'get', 'default-web-browser'];
  if (platform === 'win32') return ['reg', 'query', USER_CHOICE, '/v', 'ProgId'];
  if (platform !== 'darwin') return [];
  return ['defaults', 'read', 'com.apple.LaunchServices/com.apple.launchservices.secure', 'LSHandlers'];
}

/** The browser's id in what the system printed; null when it names none. */
export function systemId(printed: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return /REG_SZ\s+(\S+)/.exec(printed)?.[1] ?? null;
  if (platform !== 'darwin') return printed;
  const handlers = printed.split(/^ {4}\},?$/m);
  const https = handlers.find((handler) => /LSHandlerURLScheme = https;/.test(handler));
  return /^ {8}LSHandlerRoleAll = "?([^";]+)"?;/m.exec(https ?? '')?.[1] ?? null;
}
