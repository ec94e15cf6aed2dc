import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that some tests drive for real, and the Debian package that brings it. */
interface NeededProgram {
  program: string;
  debianPackage: string;
}

const NEEDED: readonly NeededProgram[] = [
  { program: 'chromium', debianPackage: 'chromium' },
  { program: 'firefox-esr', debianPackage: 'firefox-esr' },
  { program: 'openssl', debianPackage: 'openssl' },
  { program: 'curl', debianPackage: 'curl' },
  { program: 'zsh', debianPackage: 'zsh' },
  { program: 'fish', debianPackage: 'fish' },
  { program: 'tmux', debianPackage: 'tmux' },
  { program: 'dbus-daemon', debianPackage: 'dbus' },
  { program: 'gnome-keyring-daemon', debianPackage: 'gnome-keyring' },
  { program: 'prometheus', debianPackage: 'prometheus' },
  { program: 'secret-tool', debianPackage: 'libsecret-tools' },
  { program: 'unzip', debianPackage: 'unzip' },
  { program: 'shellcheck', debianPackage: 'shellcheck' },
  { program: 'mandoc', debianPackage: 'mandoc' },
  { program: 'ruby', debianPackage: 'ruby' },
];

/**
 * Installs what is missing where that can be done without asking anybody: as root, with apt-get. Elsewhere, and where
 * it fails, the tests in question skip themselves and say so.
 *
 * @param say takes one line of progress
 */
export function installNeededPrograms(say: (line: string) => void): void {
  const missing = NEEDED.filter(({ program }) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (
    process.env['CLAUDE_METER_TEST_INSTALL'] === 'off' ||
    process.getuid?.() !== 0 ||
    !isInstalled('apt-get')
  ) {
    say(`Not installed: ${packages.join(', ')}. Tests that need them are skipped.`);
    return;
  }
  say(`Installing ${packages.join(', ')} for the tests (CLAUDE_METER_TEST_INSTALL=off prevents it) …`);
  aptGet(['update']);
  // One package that this system does not have must not cost the others.
  if (!aptGet(install(packages))) for (const one of packages) aptGet(install([one]));
  const still = missing.filter(({ program }) => !isInstalled(program));
  if (still.length > 0) {
    say(
      `Could not install ${still.map(({ debianPackage }) => debianPackage).join(', ')}: tests that need them are skipped.`,
    );
  }
}

const install = (packages: readonly string[]) => ['install', '-y', '--no-install-recommends', ...packages];

function aptGet(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0;
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
