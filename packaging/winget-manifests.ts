import type { Product } from './product.ts';
import type { ReleaseFile } from './release-files.ts';

const SCHEMA = '1.10.0';
export const WINGET_ID = 'ClaudeMeter.ClaudeMeter';

/** The three manifests that winget wants for a version, by the names that it wants. */
export function wingetManifests(product: Product, zip: ReleaseFile): Record<string, string> {
  const shared = { PackageIdentifier: WINGET_ID, PackageVersion: product.version };
  const end = { ManifestVersion: SCHEMA };
  return {
    [`${WINGET_ID}.yaml`]: manifest('version', {
      ...shared,
      DefaultLocale: 'en-US',
      ManifestType: 'version',
      ...end,
    }),
    [`${WINGET_ID}.installer.yaml`]: manifest('installer', {
      ...shared,
      Platform: ['Windows.Desktop'],
      InstallerType: 'zip',
      NestedInstallerType: 'portable',
      NestedInstallerFiles: [{ RelativeFilePath: 'claude-meter.exe', PortableCommandAlias: 'claude-meter' }],
      ReleaseDate: new Date(product.epoch * 1000).toISOString().slice(0, 10),
      Installers: [{ Architecture: 'x64', InstallerUrl: zip.url, InstallerSha256: zip.sha256.toUpperCase() }],
      ManifestType: 'installer',
      ...end,
    }),
    [`${WINGET_ID}.locale.en-US.yaml`]: manifest('defaultLocale', {
      ...shared,
      PackageLocale: 'en-US',
      Publisher: product.author.name,
      PackageName: 'ClaudeMeter',
      PackageUrl: product.repository,
      License: product.license,
      ShortDescription: product.description,
      Moniker: product.name,
      Tags: ['claude', 'usage', 'meter', 'tray'],
      ManifestType: 'defaultLocale',
      ...end,
    }),
  };
}

type Value = string | readonly (string | Readonly<Record<string, string>>)[];

/** YAML of one depth, every text in quotes: nothing of it can be read as a number or a date. */
function manifest(kind: string, members: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(members).map(([key, value]) =>
    typeof value === 'string' ? `${key}: ${quote(value)}` : `${key}:\n${value.map(item).join('\n')}`,
  );
  return `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${kind}.${SCHEMA}.schema.json\n\n${lines.join('\n')}\n`;
}

function item(value: string | Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return `- ${quote(value)}`;
  const members = Object.entries(value).map(([key, text]) => `${key}: ${quote(text)}`);
  return `- ${members.join('\n  ')}`;
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
