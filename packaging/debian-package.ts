import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  debianChangelog,
  debianControl,
  debianCopyright,
  debianVersion,
  LINTIAN_OVERRIDES,
  STARTER,
} from './debian-texts.ts';
import { folderFiles } from './folder-files.ts';
import type { Product } from './product.ts';
import { fetchRuntime, type Runtime } from './runtimes.ts';

/** Debian's names of the systems that it runs on. */
export const DEBIAN_ARCHITECTURES: Readonly<Record<string, string>> = {
  'linux-x64': 'amd64',
  'linux-arm64': 'arm64',
};
const LIB = 'usr/lib/claude-meter';
const SHARE = 'usr/share';
const DOC = `${SHARE}/doc/claude-meter`;

export interface DebianSources {
  /** What `stageProgram` laid out. */
  staged: string;
  runtime: Runtime;
  /** A folder for what lies between. */
  work: string;
  out: string;
}

/**
 * A package for Debian and Ubuntu. It brings its own Node, since theirs are too old, and nothing runs when it is
 * installed: the user unit is there for those who switch it on. The same commit gives the same bytes.
 *
 * @returns the path of the package
 * @throws Error without dpkg-deb, or for a system that Debian does not run on
 */
export function buildDebianPackage(product: Product, { staged, runtime, work, out }: DebianSources): string {
  const architecture = DEBIAN_ARCHITECTURES[runtime.system];
  if (architecture === undefined)
    throw new Error(`There is no Debian for ${JSON.stringify(runtime.system)}.`);
  const tree = join(work, `debian-${architecture}`);
  rmSync(tree, { recursive: true, force: true });
  layOut(product, { staged, runtime, tree });
  const files = folderFiles(tree);
  const size = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 1024), 0);
  const sums = files.map(({ name, bytes }) => `${createHash('md5').update(bytes).digest('hex')}  ${name}\n`);
  put(tree, 'DEBIAN/control', debianControl(product, architecture, size));
  put(tree, 'DEBIAN/md5sums', sums.sort((a, b) => (a.slice(34) < b.slice(34) ? -1 : 1)).join(''));
  normalise(tree, product.epoch);
  const path = join(out, `${product.name}_${debianVersion(product)}_${architecture}.deb`);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(product.epoch) };
  const args = ['--root-owner-group', '-Zxz', '-z3', '--build', tree, path];
  execFileSync('dpkg-deb', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return path;
}

function layOut(
  product: Product,
  { staged, runtime, tree }: { staged: string; runtime: Runtime; tree: string },
): void {
  const node = fetchRuntime(runtime);
  const copied: Record<string, string> = {
    [`${LIB}/dist`]: join(staged, 'dist'),
    [`${LIB}/package.json`]: join(staged, 'package.json'),
    [`${LIB}/node`]: join(node, runtime.binary),
    'usr/lib/systemd/user/claude-meter.service': join(staged, 'claude-meter.service'),
    [`${SHARE}/bash-completion/completions/claude-meter`]: join(staged, 'completions/claude-meter.bash'),
    [`${SHARE}/zsh/vendor-completions/_claude-meter`]: join(staged, 'completions/_claude-meter'),
    [`${SHARE}/fish/vendor_completions.d/claude-meter.fish`]: join(staged, 'completions/claude-meter.fish'),
    [`${DOC}/sbom.cdx.json`]: join(staged, 'sbom.cdx.json'),
  };
  for (const [path, source] of Object.entries(copied)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(source, join(tree, path), { recursive: true });
  }
  const text = (name: string) => readFileSync(join(staged, name), 'utf8');
  const copyright = debianCopyright(product, {
    program: text('LICENSE'),
    parts: text('THIRD-PARTY-LICENSES.txt'),
    node: readFileSync(join(node, 'LICENSE'), 'utf8'),
    nodeVersion: runtime.version,
  });
  put(tree, 'usr/bin/claude-meter', STARTER);
  put(tree, `${SHARE}/man/man1/claude-meter.1.gz`, packed(text('claude-meter.1')));
  put(tree, `${DOC}/copyright`, copyright);
  put(tree, `${DOC}/changelog.gz`, packed(text('CHANGELOG.md')));
  put(tree, `${DOC}/changelog.Debian.gz`, packed(debianChangelog(product)));
  put(tree, `${SHARE}/lintian/overrides/claude-meter`, LINTIAN_OVERRIDES);
}

function put(tree: string, path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), bytes);
}

/** Without the time that gzip would put in. */
const packed = (text: string) => gzipSync(text, { level: 9 });

/** Rights as Debian wants them, and everything as old as the commit, whatever the umask and clock of the builder. */
function normalise(tree: string, epoch: number): void {
  execFileSync('find', [tree, '-type', 'd', '-exec', 'chmod', '755', '{}', '+']);
  execFileSync('find', [tree, '-type', 'f', '-exec', 'chmod', '644', '{}', '+']);
  for (const path of [`${LIB}/node`, 'usr/bin/claude-meter']) {
    chmodSync(join(tree, path), 0o755);
  }
  execFileSync('find', [tree, '-exec', 'touch', '-hd', `@${epoch}`, '{}', '+']);
}
