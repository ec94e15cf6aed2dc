import { describe, expect, it } from 'vitest';
import { browserOfExecutable, browserOfHeaders } from './browser-name.ts';

describe('the browser of an executable', () => {
  it.each([
    ['/usr/lib/chromium/chromium', 'Chromium'],
    ['/snap/chromium/2000/usr/lib/chromium-browser/chrome', 'Chromium'],
    ['/opt/google/chrome/chrome', 'Chrome'],
    ['/opt/google/chrome-beta/chrome', 'Chrome'],
    ['/app/extra/chrome', 'Chrome'],
    ['/opt/brave.com/brave/brave', 'Brave'],
    ['/opt/microsoft/msedge/msedge', 'Edge'],
    ['/usr/lib/x86_64-linux-gnu/opera/opera', 'Opera'],
    ['/opt/vivaldi/vivaldi-bin', 'Vivaldi'],
    ['/usr/lib/firefox-esr/firefox-esr', 'Firefox'],
    ['/opt/zen/zen-bin', 'Zen'],
    ['/usr/share/librewolf/librewolf', 'LibreWolf'],
    ['/Applications/Arc.app/Contents/Frameworks/ArcCore.framework/Helpers/Arc Helper.app/x', 'Arc'],
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Chrome'],
    ['/Applications/Brave Browser.app/Contents/MacOS/Brave Browser', 'Brave'],
    ['/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', 'Edge'],
    ['/Applications/Chromium.app/Contents/MacOS/Chromium', 'Chromium'],
    ['/Applications/Opera.app/Contents/MacOS/Opera', 'Opera'],
    ['/Applications/Zen Browser.app/Contents/MacOS/zen', 'Zen'],
    ['/Applications/Safari.app/Contents/MacOS/Safari', 'Safari'],
    ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'Chrome'],
    ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', 'Edge'],
    ['C:\\Users\\a\\AppData\\Local\\BraveSoftware\\Brave-Browser\\Application\\brave.exe', 'Brave'],
    ['C:\\Program Files\\Mozilla Firefox\\firefox.exe', 'Firefox'],
    ['/usr/bin/curl', null],
    ['/usr/bin/node', null],
    ['/usr/bin/python3.11', null],
    ['/home/zen/bin/tool', null],
    ['/usr/bin/search', null],
  ])('%s is %s', (path, browser) => {
    expect(browserOfExecutable(path)).toBe(browser);
  });
});

describe('the browser of headers', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  it.each([
    ['"Chromium";v="156", "Google Chrome";v="156", "Not A(Brand";v="24"', chrome, 'Chrome'],
    ['"Chromium";v="156", "Brave";v="156"', chrome, 'Brave'],
    ['"Chromium";v="156", "Microsoft Edge";v="156"', chrome, 'Edge'],
    ['"Arc";v="1", "Chromium";v="156"', chrome, 'Arc'],
    ['"Chromium";v="156", "Not A(Brand";v="24"', chrome, 'Chromium'],
    [undefined, `${chrome} Edg/156.0.0.0`, 'Edge'],
    [undefined, `${chrome} OPR/120.0`, 'Opera'],
    [undefined, chrome, 'Chrome'],
    [undefined, 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox'],
    [
      undefined,
      'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'Safari',
    ],
    [undefined, 'curl/7.88.1', null],
    [undefined, undefined, null],
  ])('%s, %s is %s', (hints, agent, browser) => {
    expect(browserOfHeaders(hints, agent)).toBe(browser);
  });
});
