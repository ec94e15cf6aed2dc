import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './product.ts';

/** A package of the registry that the program, its page or its extension is made of. */
export interface ProductionPackage {
  name: string;
  version: string;
  /** From the root: `node_modules/…`. */
  path: string;
  /** As the package declares it; null where it does not. */
  license: string | null;
  /** Subresource integrity of what the registry serves, null where the lockfile does not know it. */
  integrity: string | null;
  /** Only on some systems: not in the bundle, installed beside it. */
  optional: boolean;
  /** Paths of the packages that it needs itself. */
  needs: readonly string[];
}

interface LockedPackage {
  version?: string;
  license?: unknown;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

type Lock = Readonly<Record<string, LockedPackage>>;

/** What ends up at a user: the program with its simulator, the page and the extension. */
const SHIPPED = ['apps/meter', 'apps/simulator', 'apps/dashboard', 'apps/extension'];

/**
 * The systems whose trays speak to the system through native code; elsewhere it is not installed. A meter on Linux finds
 * it where a person has installed it, and asks the kernel whose connections are the quicker way then.
 */
export const NATIVE_PACKAGE = /^@koromix\/koffi-(darwin|win32)-(x64|arm64)$/;

/** Every package of production, each once, in the order of their paths. Read from the lockfile: nothing is asked. */
export function productionPackages(
  lock: Lock = (
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, LockedPackage>;
    }
  ).packages,
): ProductionPackage[] {
  const found = new Map<string, ProductionPackage>();
  const waiting = [...SHIPPED];
  const seen = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const needs = needsOf(lock, path);
    waiting.push(...needs);
    const locked = lock[path];
    if (locked === undefined || !path.includes('node_modules/')) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    found.set(path, {
      name,
      version: locked.version ?? '',
      path,
      license: declaredLicense(path, locked),
      integrity: locked.integrity ?? null,
      optional: NATIVE_PACKAGE.test(name),
      needs: needs.filter((need) => need.includes('node_modules/')),
    });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Paths of what a package needs; a link to a workspace is followed at once. */
function needsOf(lock: Lock, path: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = lock[path] ?? {};
  const native = Object.keys(optionalDependencies).filter(
    (name) => name === 'koffi' || NATIVE_PACKAGE.test(name),
  );
  return [...Object.keys(dependencies), ...native].flatMap((name) => {
    const at = placeOf(lock, path, name);
    const target = at === null ? undefined : lock[at];
    if (at === null || target === undefined) return [];
    return target.link === true ? [target.resolved ?? ''] : [at];
  });
}

/** Where Node finds a package from `path`: there, and then one folder up after the other. */
function placeOf(lock: Lock, path: string, name: string): string | null {
  for (let folder = path; ; ) {
    const at = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock[at] !== undefined) return at;
    if (folder === '') return null;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up < 0 ? '' : folder.slice(0, up);
  }
}

/** As npm copied it into the lockfile, else out of the package itself. Some old packages have a list. */
function declaredLicense(path: string, locked: LockedPackage): string | null {
  const declared = locked.license ?? installedLicense(path);
  if (typeof declared === 'string') return declared;
  return Array.isArray(declared) ? declared.join(' OR ') : null;
}

function installedLicense(path: string): unknown {
  try {
    const manifest = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
      license?: unknown;
    };
    return manifest.license;
  } catch {
    return null;
  }
}
