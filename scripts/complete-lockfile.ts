import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `node scripts/complete-lockfile.ts`: to be run after a dependency was added.
 *
 * npm leaves the optional packages of other platforms out of the lockfile when the registry at hand does not have
 * them, and a later `npm ci` then refuses the whole lockfile. This adds what is missing, with the platform that the
 * name states, so that they are skipped everywhere else without being asked for.
 */
const LOCKFILE = join(import.meta.dirname, '..', 'package-lock.json');

interface LockedPackage {
  version?: string;
  optionalDependencies?: Record<string, string>;
  [key: string]: unknown;
}

const OS_WORDS: Readonly<Record<string, string>> = { win: 'win32', windows: 'win32' };
const OSES = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPUS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as { packages: Record<string, LockedPackage> };
const added: string[] = [];
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    lock.packages[`node_modules/${name}`] = entryOf(name, version);
    added.push(name);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? 'The lockfile is complete.' : `Added ${added.length}: ${added.join(', ')}`);

/** Whether a package is found from `path` the way Node looks for it: there, and then one folder up after the other. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; ; ) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up < 0 ? '' : folder.slice(0, up);
  }
}

function entryOf(name: string, version: string): LockedPackage {
  const words = name.split(/[/-]/).map((word) => OS_WORDS[word] ?? word);
  const os = OSES.filter((one) => words.includes(one));
  const cpu = CPUS.filter((one) => words.includes(one));
  if (!/^\d+\.\d+\.\d+$/.test(version) || os.length === 0 || cpu.length === 0) {
    throw new Error(
      `${JSON.stringify(`${name}@${version}`)} names no exact version or no platform: lock it by hand.`,
    );
  }
  return { version, cpu, dev: true, optional: true, os };
}
