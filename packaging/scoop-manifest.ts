import { type Product, releaseUrl } from './product.ts';
import type { ReleaseFile } from './release-files.ts';

/** The manifest for a bucket of Scoop (Windows): the single executable. */
export function scoopManifest(product: Product, zip: ReleaseFile): string {
  const next = { ...product, version: '$version' };
  const manifest = {
    version: product.version,
    description: product.description.replace(/\.$/, ''),
    homepage: product.repository,
    license: product.license,
    architecture: { '64bit': { url: zip.url, hash: zip.sha256 } },
    bin: 'claude-meter.exe',
    notes: [
      'Start the meter: claude-meter run',
      'At every login:  claude-meter service install (and "service uninstall" before "scoop uninstall")',
    ],
    checkver: { url: product.repository, regex: 'tag/v([\\d.]+)' },
    autoupdate: {
      architecture: { '64bit': { url: releaseUrl(next, zip.name.replace(product.version, '$version')) } },
      hash: { url: '$baseurl/SHA256SUMS' },
    },
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}
