import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { buildProgram, packProgram, stageProgram } from '../../packaging/npm-package.ts';
import { readProduct } from '../../packaging/product.ts';

/** Folders of a machine that knows nothing of this repository. */
export interface CleanMachine {
  root: string;
  /** Of `npm install --prefix`. */
  prefix: string;
  /** The user's. */
  home: string;
  env: Record<string, string>;
  remove(): void;
}

export function cleanMachine(): CleanMachine {
  const root = mkdtempSync(join(tmpdir(), 'claude-meter-installed-'));
  const prefix = join(root, 'prefix');
  const home = join(root, 'home');
  for (const folder of [prefix, home, join(root, 'run')]) mkdirSync(folder);
  const env = {
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    XDG_RUNTIME_DIR: join(root, 'run'),
    CLAUDE_METER_PORT: String(20_000 + Math.floor(Math.random() * 20_000)),
    CLAUDE_METER_OWN_FETCH: 'off',
    CLAUDE_METER_DESKTOP: 'off',
    NO_COLOR: '1',
  };
  return { root, prefix, home, env, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export interface PackedProgram {
  staged: string;
  tarball: string;
  /** Packages that are really in the bundle. */
  bundled: readonly string[];
}

/** Builds and packs this commit. The page and the extension must have been built. */
export async function packThisCommit(folder: string): Promise<PackedProgram> {
  const dist = join(folder, 'dist');
  const staged = join(folder, 'claude-meter');
  buildProgram(dist);
  await stageProgram(readProduct(), dist, staged);
  const bundled = JSON.parse(readFileSync(join(dist, 'bundled-packages.json'), 'utf8')) as string[];
  return { staged, tarball: packProgram(staged, folder), bundled };
}

export interface Installed {
  /** For what else a test writes; removed with the rest. */
  work: string;
  packed: PackedProgram;
  machine: CleanMachine;
  /** What is called. */
  program: string;
  /** The folder of the package. */
  folder: string;
  remove(): void;
}

/** Packs this commit and installs it on a clean machine. */
export async function installThisCommit(): Promise<Installed> {
  const work = mkdtempSync(join(tmpdir(), 'claude-meter-pack-'));
  const packed = await packThisCommit(work);
  const machine = cleanMachine();
  npmGlobal(machine, ['install', packed.tarball]);
  return {
    work,
    packed,
    machine,
    program: join(machine.prefix, 'bin', 'claude-meter'),
    folder: join(machine.prefix, 'lib', 'node_modules', 'claude-meter'),
    remove() {
      machine.remove();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

/** The same package under another version. */
export function repack({ staged }: PackedProgram, version: string, folder: string): string {
  const manifest = join(staged, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(text), version }));
  try {
    return packProgram(staged, folder);
  } finally {
    writeFileSync(manifest, text);
  }
}

/** Installs or removes with npm as a person would, but out of an empty cache and with no network. */
export function npmGlobal({ root, prefix, env }: CleanMachine, args: readonly string[]): string {
  const own = ['--global', '--prefix', prefix, '--cache', join(root, 'cache'), '--offline'];
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error'];
  return execFileSync('npm', [...args, ...own, ...quiet], { cwd: root, env, encoding: 'utf8' });
}

/** Runs an installed program. */
export function runInstalled(
  program: readonly [string, ...string[]],
  args: readonly string[],
  options: { env: Record<string, string>; input?: string },
): SpawnSyncReturns<string> {
  const [file, ...before] = program;
  return spawnSync(file, [...before, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    input: options.input ?? '',
    env: options.env,
  });
}
