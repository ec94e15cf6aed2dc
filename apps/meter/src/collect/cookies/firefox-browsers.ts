import type { DataDir, Platform } from './chromium-browsers.ts';

export interface FirefoxBrowser {
  name: string;
  /** Folders that hold a `profiles.ini`. */
  dirs: Record<Platform, readonly DataDir[]>;
}

const home = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'home', path }));
const config = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'config', path }));
const library = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'library', path }));
const roaming = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'roaming', path }));
const local = (...paths: string[]): DataDir[] => paths.map((path) => ({ base: 'local', path }));
const flatpak = (app: string, ...paths: string[]): DataDir[] =>
  home(...paths.map((path) => `.var/app/${app}/${path}`));

/** The Firefox family. On Linux each has an old folder in the home and a newer one below `~/.config`. */
export const FIREFOX_BROWSERS: readonly FirefoxBrowser[] = [
  {
    name: 'Firefox',
    dirs: {
      linux: [
        ...home('.mozilla/firefox'),
        ...config('mozilla/firefox'),
        ...flatpak('org.mozilla.firefox', '.mozilla/firefox', 'config/mozilla/firefox'),
        ...home('snap/firefox/common/.mozilla/firefox', 'snap/firefox/current/.config/mozilla/firefox'),
      ],
      darwin: library('Firefox'),
      win32: [
        ...roaming('Mozilla/Firefox'),
        ...local('Packages/Mozilla.Firefox_n80bbvh6b1yt2/LocalCache/Roaming/Mozilla/Firefox'),
      ],
    },
  },
  {
    name: 'Zen',
    dirs: {
      linux: [
        ...home('.zen'),
        ...config('zen'),
        ...flatpak('app.zen_browser.zen', '.zen', 'config/zen'),
        ...flatpak('io.github.zen_browser.zen', '.zen'),
      ],
      darwin: library('zen'),
      win32: roaming('zen'),
    },
  },
  {
    name: 'LibreWolf',
    dirs: {
      linux: [
        ...home('.librewolf'),
        ...config('librewolf/librewolf'),
        ...flatpak('io.gitlab.librewolf-community', '.librewolf', 'config/librewolf/librewolf'),
      ],
      darwin: library('librewolf'),
      win32: roaming('librewolf'),
    },
  },
];
