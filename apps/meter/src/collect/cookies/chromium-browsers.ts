/** Operating systems whose browsers are known; the words of `process.platform`. */
export type Platform = 'linux' | 'darwin' | 'win32';

/** A folder of user data: relative to the base that its platform names, parts joined with `/`. */
export interface DataDir {
  base: 'config' | 'home' | 'library' | 'local' | 'roaming';
  path: string;
}

export interface ChromiumBrowser {
  name: string;
  /** `application` attributes in the Secret Service, the most likely first. */
  applications: readonly string[];
  /** Product names in KWallet: folder `<name> Keys`, entry `<name> Safe Storage`. */
  walletNames: readonly string[];
  /** macOS Keychain item; null where the browser does not exist. */
  keychain: { account: string; service: string } | null;
  dirs: Record<Platform, readonly DataDir[]>;
}

const config = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'config', path }));
const home = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'home', path }));
const library = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'library', path }));
const local = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'local', path }));
const roaming = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'roaming', path }));
const flatpak = (app: string, path: string): DataDir[] => home(`.var/app/${app}/config/${path}`);
const snap = (name: string, path: string): DataDir[] => home(`snap/${name}/${path}`);
const keychain = (account: string) => ({ account, service: `${account} Safe Storage` });

/**
 * The Chromium family: where each release channel and package keeps its profiles, and under which names
 * its key is stored. Edge, Opera and Vivaldi on Linux store their key under the name of the browser they
 * are built from, so both names are asked for: which key fits is proven by decrypting, not by this table.
 */
export const CHROMIUM_BROWSERS: readonly ChromiumBrowser[] = [
  {
    name: 'Chrome',
    applications: ['chrome'],
    walletNames: ['Chrome'],
    keychain: keychain('Chrome'),
    dirs: {
      linux: [
        ...config('google-chrome', 'google-chrome-beta', 'google-chrome-unstable', 'google-chrome-canary'),
        ...flatpak('com.google.Chrome', 'google-chrome'),
        ...flatpak('com.google.ChromeDev', 'google-chrome-unstable'),
      ],
      darwin: library('Google/Chrome', 'Google/Chrome Beta', 'Google/Chrome Dev', 'Google/Chrome Canary'),
      win32: local(
        'Google/Chrome/User Data',
        'Google/Chrome Beta/User Data',
        'Google/Chrome Dev/User Data',
        'Google/Chrome SxS/User Data',
      ),
    },
  },
  {
    name: 'Chromium',
    applications: ['chromium'],
    walletNames: ['Chromium'],
    keychain: keychain('Chromium'),
    dirs: {
      linux: [
        ...config('chromium'),
        ...flatpak('org.chromium.Chromium', 'chromium'),
        ...flatpak('io.github.ungoogled_software.ungoogled_chromium', 'chromium'),
        ...snap('chromium', 'common/chromium'),
      ],
      darwin: library('Chromium'),
      win32: local('Chromium/User Data'),
    },
  },
  {
    name: 'Arc',
    applications: [],
    walletNames: [],
    keychain: keychain('Arc'),
    dirs: {
      linux: [],
      darwin: library('Arc/User Data'),
      win32: local('Packages/TheBrowserCompany.Arc_ttt1ap7aakyb4/LocalCache/Local/Arc/User Data'),
    },
  },
  {
    name: 'Brave',
    applications: ['brave'],
    walletNames: ['Brave'],
    keychain: keychain('Brave'),
    dirs: {
      linux: [
        ...config(
          'BraveSoftware/Brave-Browser',
          'BraveSoftware/Brave-Browser-Beta',
          'BraveSoftware/Brave-Browser-Dev',
          'BraveSoftware/Brave-Browser-Nightly',
        ),
        ...flatpak('com.brave.Browser', 'BraveSoftware/Brave-Browser'),
        ...snap('brave', 'current/.config/BraveSoftware/Brave-Browser'),
      ],
      darwin: library(
        'BraveSoftware/Brave-Browser',
        'BraveSoftware/Brave-Browser-Beta',
        'BraveSoftware/Brave-Browser-Dev',
        'BraveSoftware/Brave-Browser-Nightly',
      ),
      win32: local(
        'BraveSoftware/Brave-Browser/User Data',
        'BraveSoftware/Brave-Browser-Beta/User Data',
        'BraveSoftware/Brave-Browser-Dev/User Data',
        'BraveSoftware/Brave-Browser-Nightly/User Data',
      ),
    },
  },
  {
    name: 'Edge',
    applications: ['microsoft-edge', 'chromium'],
    walletNames: ['Microsoft Edge', 'Chromium'],
    keychain: keychain('Microsoft Edge'),
    dirs: {
      linux: [
        ...config('microsoft-edge', 'microsoft-edge-beta', 'microsoft-edge-dev', 'microsoft-edge-canary'),
        ...flatpak('com.microsoft.Edge', 'microsoft-edge'),
        ...flatpak('com.microsoft.EdgeDev', 'microsoft-edge-dev'),
      ],
      darwin: library('Microsoft Edge', 'Microsoft Edge Beta', 'Microsoft Edge Dev', 'Microsoft Edge Canary'),
      win32: local(
        'Microsoft/Edge/User Data',
        'Microsoft/Edge Beta/User Data',
        'Microsoft/Edge Dev/User Data',
        'Microsoft/Edge SxS/User Data',
      ),
    },
  },
  {
    name: 'Opera',
    applications: ['opera', 'chromium'],
    walletNames: ['Opera', 'Chromium'],
    keychain: keychain('Opera'),
    dirs: {
      linux: [
        ...config('opera', 'opera-beta', 'opera-developer'),
        ...flatpak('com.opera.Opera', 'opera'),
        ...snap('opera', 'current/.config/opera'),
      ],
      darwin: library(
        'com.operasoftware.Opera',
        'com.operasoftware.OperaNext',
        'com.operasoftware.OperaDeveloper',
        'com.operasoftware.OperaGX',
      ),
      win32: roaming(
        'Opera Software/Opera Stable',
        'Opera Software/Opera Next',
        'Opera Software/Opera Developer',
        'Opera Software/Opera GX Stable',
      ),
    },
  },
  {
    name: 'Vivaldi',
    applications: ['vivaldi', 'chrome'],
    walletNames: ['Vivaldi', 'Chrome'],
    keychain: keychain('Vivaldi'),
    dirs: {
      linux: [
        ...config('vivaldi', 'vivaldi-snapshot'),
        ...flatpak('com.vivaldi.Vivaldi', 'vivaldi'),
        ...snap('vivaldi', 'current/.config/vivaldi'),
      ],
      darwin: library('Vivaldi', 'Vivaldi Snapshot'),
      win32: local('Vivaldi/User Data'),
    },
  },
];
