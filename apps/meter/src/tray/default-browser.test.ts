import { describe, expect, it } from 'vitest';
import { browserOfSystemId, systemId } from './default-browser.ts';

describe('browserOfSystemId', () => {
  it.each([
    ['google-chrome.desktop\n', 'Chrome'],
    ['chromium.desktop', 'Chromium'],
    ['firefox-esr.desktop', 'Firefox'],
    ['org.mozilla.firefox.desktop', 'Firefox'],
    ['brave-browser.desktop', 'Brave'],
    ['microsoft-edge.desktop', 'Edge'],
    ['vivaldi-stable.desktop', 'Vivaldi'],
    ['io.github.zen_browser.zen.desktop', 'Zen'],
    ['com.google.chrome', 'Chrome'],
    ['company.thebrowser.browser', 'Arc'],
    ['com.apple.safari', 'Safari'],
    ['com.microsoft.edgemac', 'Edge'],
    ['com.operasoftware.Opera', 'Opera'],
    ['ChromeHTML', 'Chrome'],
    ['MSEdgeHTM', 'Edge'],
    ['BraveHTML', 'Brave'],
    ['FirefoxURL-308046B0AF4A39CB', 'Firefox'],
    ['gedit.desktop', null],
    ['', null],
  ])('%j is %j', (id, name) => {
    expect(browserOfSystemId(id)).toBe(name);
  });
});

describe('systemId', () => {
  it('finds the https handler among the handlers of macOS', () => {
    const printed = `(
        {
        LSHandlerContentType = "public.html";
        LSHandlerRoleAll = "com.apple.safari";
    },
        {
        LSHandlerPreferredVersions =         {
            LSHandlerRoleAll = "-";
        };
        LSHandlerRoleAll = "com.google.chrome";
        LSHandlerURLScheme = https;
    },
        {
        LSHandlerRoleAll = "com.apple.mail";
        LSHandlerURLScheme = mailto;
    }
)`;
    expect(systemId(printed, 'darwin')).toBe('com.google.chrome');
    expect(systemId('(\n)', 'darwin')).toBeNull();
  });

  it('finds the ProgId in what the Windows registry prints', () => {
    const printed =
      '\r\nHKEY_CURRENT_USER\\Software\\…\\UserChoice\r\n    ProgId    REG_SZ    ChromeHTML\r\n\r\n';
    expect(systemId(printed, 'win32')).toBe('ChromeHTML');
    expect(systemId('ERROR', 'win32')).toBeNull();
  });
});
