import { Buffer } from 'node:buffer';
import type { Product } from './product.ts';
import type { ProductionPackage } from './production-packages.ts';

/**
 * The bill of materials, CycloneDX 1.5 as JSON. Made from the lockfile and not by `npm sbom`, which left packages out
 * that are in the bundle (it names one of several that share a place) and is different each time.
 */
export function billOfMaterials(product: Product, packages: readonly ProductionPackage[]): string {
  const self = `pkg:npm/${product.name}@${product.version}`;
  const refs = new Map(packages.map((one) => [one.path, purl(one)]));
  const needed = new Set(packages.flatMap(({ needs }) => needs.map((path) => refs.get(path))));
  // One version may lie in several folders.
  const once = [...new Map(packages.map((one) => [purl(one), one])).values()];
  const needsOf = (ref: string) =>
    packages
      .filter((one) => purl(one) === ref)
      .flatMap(({ needs }) => needs.flatMap((path) => refs.get(path) ?? []));
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: new Date(product.epoch * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': self,
        name: product.name,
        version: product.version,
        description: product.description,
        licenses: [{ license: { id: product.license } }],
        purl: self,
      },
    },
    components: once.map((one) => ({
      type: 'library',
      'bom-ref': purl(one),
      ...nameOf(one.name),
      version: one.version,
      scope: one.optional ? 'optional' : 'required',
      ...(one.integrity === null ? {} : { hashes: [hashOf(one.integrity)] }),
      ...(one.license === null ? {} : { licenses: [licenceOf(one.license)] }),
      purl: purl(one),
    })),
    dependencies: [
      { ref: self, dependsOn: once.map(purl).filter((ref) => !needed.has(ref)) },
      ...once.map(purl).map((ref) => ({ ref, dependsOn: [...new Set(needsOf(ref))] })),
    ],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function purl({ name, version }: ProductionPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function nameOf(name: string): { group?: string; name: string } {
  const [group, rest] = name.split('/');
  return rest === undefined || group === undefined ? { name } : { group, name: rest };
}

/** `sha512-BASE64` as the lockfile has it. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm, base64] = integrity.split('-');
  return {
    alg: algorithm === 'sha512' ? 'SHA-512' : 'SHA-1',
    content: Buffer.from(base64 ?? '', 'base64').toString('hex'),
  };
}

/** Identifiers of SPDX among what packages declare. The format takes others as a name only: `MIT/X11`, `MIT OR …`. */
const SPDX = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0)$/;

function licenceOf(license: string): object {
  return { license: SPDX.test(license) ? { id: license } : { name: license } };
}
