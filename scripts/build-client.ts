import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import manifest from '../packages/wire/package.json' with { type: 'json' };

/**
 * `npm run build -w packages/wire`: the client as a package for others, with core inside, in `packages/wire/dist` or in
 * the folder that is named. Plain modules, one per source, as the compiler makes them.
 */
const ROOT = join(import.meta.dirname, '..');
const out = process.argv[2] ?? join(ROOT, 'packages', 'wire', 'dist');

rmSync(out, { recursive: true, force: true });
const emit = ['--noEmit', 'false', '--declaration', '--rewriteRelativeImportExtensions'];
for (const workspace of ['core', 'wire']) {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const places = [
    '-p',
    join(ROOT, 'packages', workspace),
    '--rootDir',
    join(ROOT, 'packages'),
    '--outDir',
    out,
  ];
  execFileSync(process.execPath, [tsc, ...places, ...emit], { stdio: 'inherit' });
}
for (const entry of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
  if (!/\.(js|d\.ts)$/.test(entry)) continue;
  const path = join(out, entry);
  writeFileSync(path, pointed(readFileSync(path, 'utf8'), path));
}
const { name, version, license, description } = manifest;
const { '@claude-meter/core': _inside, ...dependencies } = manifest.dependencies;
const published = {
  name,
  version,
  license,
  description,
  type: 'module',
  sideEffects: false,
  exports: { '.': { types: './wire/src/index.d.ts', default: './wire/src/index.js' } },
  dependencies,
  engines: { node: '>=22' },
};
writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
copyFileSync(join(ROOT, 'packages', 'wire', 'README.md'), join(out, 'README.md'));
copyFileSync(join(ROOT, 'LICENSE'), join(out, 'LICENSE'));

/** Modules that point at each other in their published places; declarations keep the endings of the sources. */
function pointed(text: string, path: string): string {
  const core = relative(dirname(path), join(out, 'core', 'src', 'index.js')).replaceAll('\\', '/');
  return text
    .replace(/(["'])@claude-meter\/core\1/g, `$1${core}$1`)
    .replace(/((?:from|import) ?\(?)(["'])(\.[^"']*)\.ts\2/g, '$1$2$3.js$2');
}
