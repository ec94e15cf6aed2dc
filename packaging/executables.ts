import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderFiles } from './folder-files.ts';
import { type Product, ROOT } from './product.ts';
import { productionPackages } from './production-packages.ts';
import { fetchPackage, fetchRuntime, ownRuntime, type Runtime } from './runtimes.ts';
import { tarArchive } from './write-tar.ts';
import { zipArchive } from './write-zip.ts';

/** How code inside of the executable reaches a file outside: only a file can import another. */
const LOADER = 'module.exports = (address) => import(address);\n';

export interface Executable {
  runtime: Runtime;
  path: string;
  /** The licence of Node and of what is in it. */
  nodeLicence: string;
}

/**
 * Makes single executables (Node's SEA) out of a staged program.
 *
 * @param staged what `stageProgram` laid out
 * @param runtimes for which systems; foreign ones are built here, but cannot be tried here
 * @param work a folder for what lies between
 * @throws Error on a machine that no runtime is for
 */
export async function buildExecutables(
  staged: string,
  runtimes: readonly Runtime[],
  work: string,
): Promise<Executable[]> {
  const builder = ownRuntime();
  if (builder === null) {
    throw new Error(`Single executables cannot be built on ${process.platform}-${process.arch}.`);
  }
  const own = fetchRuntime(builder);
  const builderNode = join(own, builder.binary);
  const main = await bundleMain(work);
  return runtimes.map((runtime) => {
    const folder = join(work, runtime.system);
    const tree = join(folder, 'files');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(tree, { recursive: true });
    cpSync(join(staged, 'dist'), join(tree, 'dist'), { recursive: true });
    cpSync(join(staged, 'package.json'), join(tree, 'package.json'));
    writeFileSync(join(tree, 'load.cjs'), LOADER);
    addNative(runtime, tree);
    const fetched = fetchRuntime(runtime);
    const output = join(folder, runtime.binary.endsWith('.exe') ? 'claude-meter.exe' : 'claude-meter');
    const config = join(folder, 'sea.json');
    const settings = {
      // The executable remembers this path: one that says nothing of the machine that built it.
      main: relative(folder, main),
      mainFormat: 'commonjs',
      executable: join(fetched, runtime.binary),
      output,
      disableExperimentalSEAWarning: true,
      // What is in NODE_OPTIONS is meant for other programs.
      execArgvExtension: 'none',
      assets: assetsOf(tree, folder),
    };
    writeFileSync(config, JSON.stringify(settings));
    execFileSync(builderNode, ['--build-sea', config], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    chmodSync(output, 0o755);
    signForMac(runtime, output);
    // One text for every system of a version; the package for Windows comes without it.
    return { runtime, path: output, nodeLicence: join(own, 'LICENSE') };
  });
}

/** Macs start nothing that is not signed; an ad hoc signature will do, and only a Mac can make it. */
function signForMac({ system }: Runtime, path: string): void {
  if (!system.startsWith('darwin-') || process.platform !== 'darwin') return;
  execFileSync('codesign', ['--force', '--sign', '-', path]);
}

/**
 * An executable as it is released, with what belongs to it: a zip for Windows, else a tarball.
 *
 * @returns the path of the archive
 */
export function archiveExecutable(
  product: Product,
  { runtime, path, nodeLicence }: Executable,
  { staged, out }: { staged: string; out: string },
): string {
  const name = `${product.name}-${product.version}-${runtime.system}`;
  const texts = ['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'CHANGELOG.md', 'README.md', 'claude-meter.1'];
  const files: [name: string, source: string][] = [
    [basename(path), path],
    ['LICENSE-NODE', nodeLicence],
    ...texts.map((text): [string, string] => [text, join(staged, text)]),
    ...folderFiles(join(staged, 'completions')).map((file): [string, string] => [
      `completions/${file.name}`,
      join(staged, 'completions', file.name),
    ]),
  ];
  const entries = files.map(([entry, source]) => ({
    name: entry,
    bytes: readFileSync(source),
    executable: source === path,
  }));
  const isWindows = runtime.system.startsWith('win-');
  const archive = join(out, `${name}${isWindows ? '.zip' : '.tar.gz'}`);
  const inFolder = entries.map((entry) => ({ ...entry, name: `${name}/${entry.name}` }));
  writeFileSync(archive, isWindows ? zipArchive(entries) : gzipSync(tarArchive(inFolder, product.epoch)));
  return archive;
}

/** Assets by name, and one that names them all: the same files always have the same id. */
function assetsOf(tree: string, folder: string): Record<string, string> {
  const files = folderFiles(tree).sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256');
  for (const { name, bytes } of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  const id = join(folder, 'id');
  writeFileSync(id, hash.digest('hex').slice(0, 16));
  return { id, ...Object.fromEntries(files.map(({ name }) => [name, join(tree, name)])) };
}

/** The native part of the tray, where this system has one. */
function addNative({ native }: Runtime, tree: string): void {
  if (native === null) return;
  const locked = productionPackages().find(({ name }) => name === native);
  if (locked === undefined) throw new Error(`The lockfile does not know ${JSON.stringify(native)}.`);
  cpSync(fetchPackage(native, locked.version, locked.integrity), join(tree, 'node_modules', native), {
    recursive: true,
  });
}

/** The main file of the executable, with all that it needs in itself. */
async function bundleMain(work: string): Promise<string> {
  // Rolldown is a tool of the meter's own build.
  const require = createRequire(join(ROOT, 'apps/meter/build.ts'));
  const { build } = (await import(require.resolve('rolldown'))) as typeof import('rolldown');
  const file = join(work, 'single-file.cjs');
  await build({
    input: join(ROOT, 'apps/meter/src/single-file/single-file.ts'),
    platform: 'node',
    tsconfig: false,
    output: { file, format: 'cjs', minify: 'dce-only', codeSplitting: false },
  });
  if (!existsSync(file)) throw new Error('The main file of the executable was not bundled.');
  return file;
}
