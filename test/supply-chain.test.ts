import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productionPackages } from '../packaging/production-packages.ts';
import { ROOT, read, TRACKED } from './tracked-files.ts';

interface LockedPackage {
  version?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };

describe('what npm runs and fetches for us', () => {
  /** Packages whose install script is known, and why it may be there. */
  const INSTALL_SCRIPTS: ReadonlyMap<string, string> = new Map([
    [
      'node_modules/koffi',
      'finds the native part that came as a package of its own; builds only where there is none',
    ],
  ]);

  it('no package runs a script when it is installed that nobody has read', () => {
    const scripted = Object.entries(lock.packages).filter(([, one]) => one.hasInstallScript === true);
    expect(scripted.map(([path]) => path).sort()).toEqual([...INSTALL_SCRIPTS.keys()]);
  });

  it('nothing that a user installs runs a script', () => {
    const published = productionPackages().filter(({ optional }) => optional);
    const scripted = published.filter(({ path }) => lock.packages[path]?.hasInstallScript === true);
    expect(scripted.map(({ name }) => name)).toEqual([]);
    const manifest = JSON.parse(read('apps/meter/package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(manifest.scripts).filter((name) => /install|prepare|publish/.test(name))).toEqual([]);
  });

  it('all that ends up at a user is pinned by a hash', () => {
    const loose = productionPackages().filter(({ integrity }) => !/^sha512-.{86}==$/.test(integrity ?? ''));
    expect(loose.map(({ name }) => name)).toEqual([]);
  });
});

describe('the workflows of the forge', () => {
  const workflows = TRACKED.filter((path) => path.startsWith('.github/workflows/'));

  it.each(workflows)('%s pins every action to a commit, and says which version that is', (path) => {
    const used = [...read(path).matchAll(/uses: (.+)$/gm)].map(([, action]) => action ?? '');
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual(
      [],
    );
  });

  it.each(workflows)('%s gives no job more rights than it names', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = text
      .slice(text.indexOf('\njobs:'))
      .split(/^ {2}[\w-]+:$/m)
      .slice(1);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) expect(job).toMatch(/^ {4}permissions:$/m);
    // What a stranger can name must not become part of a script.
    expect(text).not.toMatch(/run:[^\n]*\$\{\{|^ {10,}.*\$\{\{ *github\.(event|head_ref)/m);
  });
});
