import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readProduct } from './product.ts';
import { productionPackages } from './production-packages.ts';
import { billOfMaterials } from './sbom.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

describe('what the program is made of', () => {
  it('is followed through workspaces and nested folders, the nearest version first', () => {
    const lock = {
      'apps/meter': { dependencies: { '@claude-meter/core': '0.1.0', a: '1.0.0' } },
      'node_modules/@claude-meter/core': { link: true, resolved: 'packages/core' },
      'packages/core': { dependencies: { b: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '2.0.0' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', license: 'MIT' },
      'node_modules/b': { version: '1.0.0', license: ['MIT', 'Apache2'] },
      'node_modules/only-for-tests': { version: '1.0.0', license: 'MIT' },
    };
    const found = productionPackages(lock).map(({ path, version }) => `${path}@${version}`);
    expect(found).toEqual([
      'node_modules/a@1.0.0',
      'node_modules/a/node_modules/b@2.0.0',
      'node_modules/b@1.0.0',
    ]);
    expect(productionPackages(lock).map(({ license }) => license)).toEqual(['MIT', 'MIT', 'MIT OR Apache2']);
  });

  it('has of koffi the native part of macOS and Windows only, and beside the bundle', () => {
    const native = productionPackages().filter(({ name }) => name.startsWith('@koromix/'));
    expect(native.map(({ name }) => name.replace('@koromix/koffi-', '')).sort()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'win32-arm64',
      'win32-x64',
    ]);
    expect(native.every(({ optional }) => optional)).toBe(true);
  });

  it('is under licences that let it be given away', () => {
    const known = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|MIT\/X11|MIT OR Apache2)$/;
    const others = productionPackages().filter(({ license }) => !known.test(license ?? ''));
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('is pinned to what the registry served when it was locked', () => {
    const loose = productionPackages().filter(({ integrity }) => !integrity?.startsWith('sha512-'));
    expect(loose.map(({ name }) => name)).toEqual([]);
  });
});

describe('the papers of a package', () => {
  const product = { ...readProduct(), epoch: 1_700_000_000 };
  const packages = productionPackages();

  it('call a licence by an identifier only where there is one', () => {
    const odd = { ...(packages[0] as (typeof packages)[number]), license: 'MIT/X11', needs: [] };
    const bill = JSON.parse(billOfMaterials(product, [odd, { ...odd, name: 'other', license: 'MIT' }])) as {
      components: { licenses: unknown[] }[];
    };
    expect(bill.components.map(({ licenses }) => licenses)).toEqual([
      [{ license: { name: 'MIT/X11' } }],
      [{ license: { id: 'MIT' } }],
    ]);
  });

  it('are the same each time', () => {
    expect(billOfMaterials(product, packages)).toBe(billOfMaterials(product, productionPackages()));
  });

  it('list each package once, with its licence, hash and needs', () => {
    const bill = JSON.parse(billOfMaterials(product, packages)) as {
      components: { 'bom-ref': string; hashes: { content: string }[] }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    const refs = bill.components.map((component) => component['bom-ref']);
    expect(refs).toHaveLength(new Set(refs).size);
    expect(refs).toHaveLength(new Set(packages.map(({ name, version }) => `${name}@${version}`)).size);
    expect(bill.components.every(({ hashes }) => /^[0-9a-f]{128}$/.test(hashes[0]?.content ?? ''))).toBe(
      true,
    );
    const known = new Set([...refs, `pkg:npm/claude-meter@${product.version}`]);
    const strays = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(strays.filter((ref) => !known.has(ref))).toEqual([]);
    // Nothing hangs in the air: from the program every package can be reached.
    const reached = new Set<string>();
    const waiting = [`pkg:npm/claude-meter@${product.version}`];
    for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
      if (reached.has(ref)) continue;
      reached.add(ref);
      waiting.push(...(bill.dependencies.find((one) => one.ref === ref)?.dependsOn ?? []));
    }
    expect(refs.filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('carry the text of every licence that its package brings', () => {
    const texts = thirdPartyLicences(packages);
    for (const { name, version, path } of packages) {
      expect(texts).toContain(`${name} ${version} (`);
      const licence = join(ROOT, path, 'LICENSE');
      if (existsSync(licence)) expect(texts).toContain(readFileSync(licence, 'utf8').trim());
    }
  });
});
