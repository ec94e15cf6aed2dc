import { describe, expect, it } from 'vitest';
import { CHROMIUM_BROWSERS, type Platform } from './chromium-browsers.ts';
import { resolveDataDir } from './data-dirs.ts';
import { FIREFOX_BROWSERS } from './firefox-browsers.ts';

const HOMES: Record<Platform, string> = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\ada' };

function folders(platform: Platform, env: Record<string, string> = {}): string[] {
  return [...CHROMIUM_BROWSERS, ...FIREFOX_BROWSERS].flatMap((browser) =>
    browser.dirs[platform].map(
      (dir) => `${browser.name}: ${resolveDataDir(dir, { platform, home: HOMES[platform], env })}`,
    ),
  );
}

describe('where each browser keeps its profiles', () => {
  it.each<[Platform, string]>([
    ['linux', 'Chrome: /home/ada/.config/google-chrome'],
    ['linux', 'Chrome: /home/ada/.config/google-chrome-beta'],
    ['linux', 'Chrome: /home/ada/.config/google-chrome-unstable'],
    ['linux', 'Chrome: /home/ada/.var/app/com.google.Chrome/config/google-chrome'],
    ['linux', 'Chromium: /home/ada/.config/chromium'],
    ['linux', 'Chromium: /home/ada/.var/app/org.chromium.Chromium/config/chromium'],
    ['linux', 'Chromium: /home/ada/snap/chromium/common/chromium'],
    ['linux', 'Brave: /home/ada/.config/BraveSoftware/Brave-Browser'],
    ['linux', 'Brave: /home/ada/.config/BraveSoftware/Brave-Browser-Nightly'],
    ['linux', 'Brave: /home/ada/.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser'],
    ['linux', 'Brave: /home/ada/snap/brave/current/.config/BraveSoftware/Brave-Browser'],
    ['linux', 'Edge: /home/ada/.config/microsoft-edge-dev'],
    ['linux', 'Edge: /home/ada/.var/app/com.microsoft.Edge/config/microsoft-edge'],
    ['linux', 'Opera: /home/ada/.config/opera'],
    ['linux', 'Vivaldi: /home/ada/.config/vivaldi-snapshot'],
    ['linux', 'Firefox: /home/ada/.mozilla/firefox'],
    ['linux', 'Firefox: /home/ada/.config/mozilla/firefox'],
    ['linux', 'Firefox: /home/ada/.var/app/org.mozilla.firefox/.mozilla/firefox'],
    ['linux', 'Firefox: /home/ada/snap/firefox/common/.mozilla/firefox'],
    ['linux', 'Zen: /home/ada/.zen'],
    ['linux', 'Zen: /home/ada/.var/app/app.zen_browser.zen/.zen'],
    ['linux', 'LibreWolf: /home/ada/.librewolf'],
    ['linux', 'LibreWolf: /home/ada/.var/app/io.gitlab.librewolf-community/.librewolf'],
    ['darwin', 'Chrome: /Users/ada/Library/Application Support/Google/Chrome'],
    ['darwin', 'Chrome: /Users/ada/Library/Application Support/Google/Chrome Canary'],
    ['darwin', 'Chromium: /Users/ada/Library/Application Support/Chromium'],
    ['darwin', 'Arc: /Users/ada/Library/Application Support/Arc/User Data'],
    ['darwin', 'Brave: /Users/ada/Library/Application Support/BraveSoftware/Brave-Browser'],
    ['darwin', 'Edge: /Users/ada/Library/Application Support/Microsoft Edge'],
    ['darwin', 'Opera: /Users/ada/Library/Application Support/com.operasoftware.Opera'],
    ['darwin', 'Vivaldi: /Users/ada/Library/Application Support/Vivaldi'],
    ['darwin', 'Firefox: /Users/ada/Library/Application Support/Firefox'],
    ['darwin', 'Zen: /Users/ada/Library/Application Support/zen'],
    ['darwin', 'LibreWolf: /Users/ada/Library/Application Support/librewolf'],
    ['win32', 'Chrome: C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\User Data'],
    ['win32', 'Chrome: C:\\Users\\ada\\AppData\\Local\\Google\\Chrome SxS\\User Data'],
    [
      'win32',
      'Arc: C:\\Users\\ada\\AppData\\Local\\Packages\\TheBrowserCompany.Arc_ttt1ap7aakyb4\\LocalCache\\Local\\Arc\\User Data',
    ],
    ['win32', 'Brave: C:\\Users\\ada\\AppData\\Local\\BraveSoftware\\Brave-Browser\\User Data'],
    ['win32', 'Edge: C:\\Users\\ada\\AppData\\Local\\Microsoft\\Edge\\User Data'],
    ['win32', 'Opera: C:\\Users\\ada\\AppData\\Roaming\\Opera Software\\Opera Stable'],
    ['win32', 'Vivaldi: C:\\Users\\ada\\AppData\\Local\\Vivaldi\\User Data'],
    ['win32', 'Firefox: C:\\Users\\ada\\AppData\\Roaming\\Mozilla\\Firefox'],
    ['win32', 'Zen: C:\\Users\\ada\\AppData\\Roaming\\zen'],
  ])('%s knows %s', (platform, folder) => {
    expect(folders(platform)).toContain(folder);
  });

  it.each<Platform>(['linux', 'darwin', 'win32'])('no folder is named twice on %s', (platform) => {
    expect(folders(platform)).toEqual([...new Set(folders(platform))]);
  });

  it('the folders that the environment names go before the usual ones', () => {
    expect(folders('linux', { XDG_CONFIG_HOME: '/cfg' })).toContain('Chromium: /cfg/chromium');
    expect(folders('linux', { XDG_CONFIG_HOME: '/cfg' })).toContain('Firefox: /home/ada/.mozilla/firefox');
    const moved = folders('win32', { LOCALAPPDATA: 'D:\\L', APPDATA: 'D:\\R' });
    expect(moved).toContain('Edge: D:\\L\\Microsoft\\Edge\\User Data');
    expect(moved).toContain('Firefox: D:\\R\\Mozilla\\Firefox');
  });

  it('there is no Arc on Linux, and every other browser is known on all three systems', () => {
    const absent = [...CHROMIUM_BROWSERS, ...FIREFOX_BROWSERS].flatMap(({ name, dirs }) =>
      Object.entries(dirs).flatMap(([platform, list]) =>
        list.length === 0 ? [`${name} on ${platform}`] : [],
      ),
    );
    expect(absent).toEqual(['Arc on linux']);
  });

  it.each([
    ['Chrome', 'Chrome', 'Chrome Safe Storage'],
    ['Chromium', 'Chromium', 'Chromium Safe Storage'],
    ['Arc', 'Arc', 'Arc Safe Storage'],
    ['Brave', 'Brave', 'Brave Safe Storage'],
    ['Edge', 'Microsoft Edge', 'Microsoft Edge Safe Storage'],
    ['Opera', 'Opera', 'Opera Safe Storage'],
    ['Vivaldi', 'Vivaldi', 'Vivaldi Safe Storage'],
  ])('%s has its Keychain item under account %s, service %s', (name, account, service) => {
    const browser = CHROMIUM_BROWSERS.find((one) => one.name === name);
    expect(browser?.keychain).toEqual({ account, service });
  });
});
