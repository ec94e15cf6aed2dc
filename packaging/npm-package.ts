import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionScripts } from './completion-scripts.ts';
import { manPage } from './man-page.ts';
import { type Product, ROOT } from './product.ts';
import { productionPackages } from './production-packages.ts';
import { billOfMaterials } from './sbom.ts';
import { packagedUnit } from './systemd-user-unit.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

/** What a complete build has: a package without its page or its extension must not come into being. */
const PARTS = [
  'claude-meter.cjs',
  'simulator.js',
  'page/index.html',
  'extension/chrome-mv3/manifest.json',
  'extension/firefox-mv3/manifest.json',
];

/**
 * Bundles the program; page and extension must have been built.
 *
 * @param dist is emptied first
 */
export function buildProgram(dist: string): void {
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  execFileSync(process.execPath, [join(ROOT, 'apps/meter/build.ts'), dist], { stdio: [...stdio] });
}

/**
 * Lays out the program as it is published: everything bundled, nothing of the workspace needed. All other packages are
 * made from this folder.
 *
 * @param dist what `buildProgram` made
 * @param folder is emptied first
 * @throws Error when the program was not built whole
 */
export async function stageProgram(product: Product, dist: string, folder: string): Promise<void> {
  const missing = PARTS.filter((part) => !existsSync(join(dist, part)));
  if (missing.length > 0) {
    throw new Error(`${dist} lacks ${missing.join(', ')}. Build page and extension first: npm run build`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const unshipped = join(dist, 'bundled-packages.json');
  cpSync(dist, join(folder, 'dist'), { recursive: true, filter: (path) => path !== unshipped });
  const packages = productionPackages();
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify(publishedManifest(product), null, 2)}\n`,
    'README.md': readFileSync(join(import.meta.dirname, 'npm/README.md'), 'utf8'),
    LICENSE: readFileSync(join(ROOT, 'LICENSE'), 'utf8'),
    'CHANGELOG.md': readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'),
    'THIRD-PARTY-LICENSES.txt': thirdPartyLicences(packages),
    'sbom.cdx.json': billOfMaterials(product, packages),
    'claude-meter.1': await manPage(product),
    'claude-meter.service': packagedUnit('/usr/bin/claude-meter'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'completions'));
  for (const [name, script] of Object.entries(completionScripts(join(folder, 'dist')))) {
    writeFileSync(join(folder, 'completions', name), script);
  }
}

/** Packs a staged folder. @returns the path of the tarball */
export function packProgram(folder: string, out: string): string {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', out];
  const shell = process.platform === 'win32';
  const name = execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell }).trim();
  return join(out, name);
}

/** The `package.json` of the npm package. */
export function publishedManifest(product: Product): object {
  const native = productionPackages().filter(({ optional }) => optional);
  return {
    name: product.name,
    version: product.version,
    description: product.description,
    keywords: ['claude', 'usage', 'limits', 'meter', 'statusline', 'tray', 'prometheus', 'mcp'],
    license: product.license,
    author: product.author,
    homepage: product.repository,
    repository: { type: 'git', url: `git+${product.repository}.git` },
    bugs: `${product.repository}/issues`,
    type: 'module',
    bin: { [product.name]: 'dist/claude-meter.cjs' },
    man: ['./claude-meter.1'],
    files: [
      'dist',
      'completions',
      'claude-meter.1',
      'claude-meter.service',
      'CHANGELOG.md',
      'THIRD-PARTY-LICENSES.txt',
      'sbom.cdx.json',
    ],
    engines: { node: `>=${product.nodeMajor}` },
    // The trays of macOS and Windows speak to the system through it; elsewhere npm leaves it out.
    optionalDependencies: Object.fromEntries(native.map(({ name, version }) => [name, version])),
  };
}
