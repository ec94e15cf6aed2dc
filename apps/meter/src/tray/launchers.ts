import type { HostLauncher } from './hosted/hosted-backend.ts';

export interface LauncherFacts {
  platform: NodeJS.Platform;
  /** Of the machine, not of a Node that runs under Rosetta. */
  arch: string;
  /** `os.release()`: the Darwin or NT version. */
  release: string;
  /** The Node that runs us. */
  execPath: string;
  /** Absolute path of a host's file by its name. */
  file: (name: 'mac-host' | 'win-host' | 'mac-jxa') => string;
  /** The one host that is wanted; null for the usual order. */
  forced: string | null;
}

/** From this Darwin version on (macOS 26), making a class through osascript hangs on Intel processors. */
const DARWIN_WITH_JXA_HANG = 25;
/** Sides of the notification area's icons at 100, 125, 150, 200 and 300 %. */
const WINDOWS_ICON_SIZES = [16, 20, 24, 32, 48] as const;

/** The hosts of a system, the best first; none where no host exists. */
export function launchersFor(facts: LauncherFacts): HostLauncher[] {
  const all = facts.platform === 'darwin' ? macLaunchers(facts) : windowsLaunchers(facts);
  if (facts.forced === null) return all.filter((launcher) => !isKnownToHang(launcher, facts));
  return all.filter(({ name }) => name === facts.forced);
}

function macLaunchers({ execPath, file, arch }: LauncherFacts): HostLauncher[] {
  // A Node under Rosetta would pull osascript's Intel half along.
  const osascript =
    arch === 'arm64' ? ['/usr/bin/arch', '-arm64', '/usr/bin/osascript'] : ['/usr/bin/osascript'];
  const [program = '', ...args] = [...osascript, '-l', 'JavaScript', file('mac-jxa')];
  return [
    { name: 'mac-appkit', command: [execPath, file('mac-host')], iconSizes: [] },
    { name: 'mac-jxa', command: [program, ...args], iconSizes: [], maySpin: true },
  ];
}

function windowsLaunchers({ platform, execPath, file }: LauncherFacts): HostLauncher[] {
  if (platform !== 'win32') return [];
  return [{ name: 'win-shell', command: [execPath, file('win-host')], iconSizes: WINDOWS_ICON_SIZES }];
}

function isKnownToHang({ name }: HostLauncher, { arch, release }: LauncherFacts): boolean {
  const major = Number.parseInt(release, 10);
  return name === 'mac-jxa' && arch !== 'arm64' && major >= DARWIN_WITH_JXA_HANG;
}
