import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { pkgbuild, srcinfo } from '../packaging/arch-package.ts';
import { buildDebianPackage, DEBIAN_ARCHITECTURES } from '../packaging/debian-package.ts';
import { archiveExecutable, buildExecutables } from '../packaging/executables.ts';
import { zipExtension } from '../packaging/extension-zips.ts';
import { homebrewFormula } from '../packaging/homebrew-formula.ts';
import { buildProgram, packProgram, stageProgram } from '../packaging/npm-package.ts';
import { ROOT, readProduct, unfilled } from '../packaging/product.ts';
import { type ReleaseFile, releaseFile } from '../packaging/release-files.ts';
import { ownRuntime, RUNTIMES } from '../packaging/runtimes.ts';
import { scoopManifest } from '../packaging/scoop-manifest.ts';
import { wingetManifests } from '../packaging/winget-manifests.ts';

/**
 * `npm run package`: builds everything that is released into `dist/`. What each thing is, and what of it was tried
 * where, is in docs/packaging.md.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, 'dist') },
    /** Where releases are, when it is another place than the manifest says: `https://HOST/OWNER/NAME`. */
    repository: { type: 'string' },
    /** Executables and Debian packages of every system instead of this one; their runtimes are fetched. */
    'all-systems': { type: 'boolean', default: false },
    /** npm package and extension alone: no runtime is fetched. */
    quick: { type: 'boolean', default: false },
  },
});

const product = readProduct(values.repository ?? null);
const { out } = values;
const release = join(out, 'release');
const work = join(out, 'work');
const staged = join(work, 'claude-meter');
const say = (line: string) => console.log(line);

rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
for (const app of ['extension', 'dashboard']) {
  execFileSync('npm', ['run', '--silent', 'build', '-w', `apps/${app}`], {
    cwd: ROOT,
    // Whatever the shell works on: with another word here pages would carry paths of their sources.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
const dist = join(work, 'dist');
buildProgram(dist);
await stageProgram(product, dist, staged);
const tarball = releaseFile(product, packProgram(staged, release));
zipExtension(product, release);
writeText('homebrew/claude-meter.rb', homebrewFormula(product, tarball));
writeText('aur/PKGBUILD', pkgbuild({ product, tarball }));
writeText('aur/.SRCINFO', srcinfo({ product, tarball }));
if (!values.quick) await buildForSystems();
const files = released().filter((name) => name !== 'SHA256SUMS');
const sums = files.map((name) => `${releaseFile(product, join(release, name)).sha256}  ${name}\n`);
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
for (const name of released()) say(name);
for (const field of unfilled(product)) {
  console.error(`Not for others yet: ${field} in apps/meter/package.json is nobody's (docs/packaging.md).`);
}
say(`${product.name} ${product.version}: ${files.length} files in ${relative(process.cwd(), release)}`);

async function buildForSystems(): Promise<void> {
  const own = ownRuntime();
  const runtimes = RUNTIMES.filter((one) => values['all-systems'] || one === own);
  const executables = await buildExecutables(staged, runtimes, work);
  for (const executable of executables) {
    const archive = releaseFile(product, archiveExecutable(product, executable, { staged, out: release }));
    if (executable.runtime.system === 'win-x64') writeWindowsManifests(archive);
  }
  for (const runtime of runtimes.filter(({ system }) => system in DEBIAN_ARCHITECTURES)) {
    buildDebianPackage(product, { staged, runtime, work, out: release });
  }
}

function writeWindowsManifests(zip: ReleaseFile): void {
  writeText('scoop/claude-meter.json', scoopManifest(product, zip));
  for (const [name, text] of Object.entries(wingetManifests(product, zip))) writeText(`winget/${name}`, text);
}

function writeText(name: string, text: string): void {
  const path = join(release, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

function released(): string[] {
  return readdirSync(release, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(release, join(entry.parentPath, entry.name)))
    .sort();
}
