import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderFiles } from './folder-files.ts';
import { type Product, ROOT } from './product.ts';
import { zipArchive } from './write-zip.ts';

const OUTPUT = join(ROOT, 'apps/extension/.output');

/** What a store's reader does not need to build the extension. */
const NOT_NEEDED = /^(docs|bench|packaging|test|apps\/(meter|simulator|dashboard)\/(src|test))\//;
const HOW_TO_BUILD = `# How to build the extension

Node 20 or newer and npm are enough; the build brings its own Node with the lockfile.

    npm ci
    npm run build -w apps/extension

The results are \`apps/extension/.output/chrome-mv3\` and \`apps/extension/.output/firefox-mv3\`, the same bytes as in the
archives of the stores.
`;

/**
 * The archives for the stores: the built extension for each browser, and its sources, which addons.mozilla.org wants to
 * build itself. Building and zipping the same commit twice gives the same bytes.
 *
 * @returns paths of the archives
 * @throws Error when the extension was not built
 */
export function zipExtension(product: Product, out: string): string[] {
  const archives = (['chrome', 'firefox'] as const).map((browser) => {
    const built = join(OUTPUT, `${browser}-mv3`);
    if (!existsSync(join(built, 'manifest.json'))) {
      throw new Error(
        `The extension is not built for ${browser}. Build it first: npm run build -w apps/extension`,
      );
    }
    return [browser, zipArchive(folderFiles(built))] as const;
  });
  return [...archives, ['sources', zipArchive(sources())] as const].map(([what, bytes]) => {
    const path = join(out, `claude-meter-extension-${product.version}-${what}.zip`);
    writeFileSync(path, bytes);
    return path;
  });
}

/** What git tracks, without what the build does not read. Workspaces keep their manifests, or npm ci refuses. */
function sources(): { name: string; bytes: Uint8Array }[] {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  const names = tracked.filter(
    (name) => name !== '' && !NOT_NEEDED.test(name) && existsSync(join(ROOT, name)),
  );
  return [
    ...names.map((name) => ({ name, bytes: readFileSync(join(ROOT, name)) })),
    { name: 'BUILD.md', bytes: new TextEncoder().encode(HOW_TO_BUILD) },
  ];
}
