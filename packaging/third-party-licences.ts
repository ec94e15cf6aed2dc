import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './product.ts';
import type { ProductionPackage } from './production-packages.ts';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const RULE = '-'.repeat(80);

/** The licence texts of all that is bundled, each once with the packages that it is for. Every package carries it. */
export function thirdPartyLicences(packages: readonly ProductionPackage[]): string {
  const holders = new Map<string, string[]>();
  for (const one of packages) {
    const text = textOf(one);
    const name = `${one.name} ${one.version} (${one.license ?? 'no licence identifier'})`;
    const named = holders.get(text) ?? [];
    if (!named.includes(name)) holders.set(text, [...named, name]);
  }
  const parts = [...holders].map(([text, names]) => `${RULE}\n${names.join('\n')}\n${RULE}\n\n${text}\n`);
  return `ClaudeMeter contains the following packages, each under its own licence.\n\n${parts.join('\n')}`;
}

function textOf({ path, license }: ProductionPackage): string {
  const folder = join(ROOT, path);
  // Native packages of other systems are not installed here; they carry their licence themselves.
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => LICENCE_FILE.test(name)) : [];
  const texts = names.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return texts.length > 0
    ? texts.join('\n\n')
    : `The package brings no text of its licence; it declares ${license ?? 'none'}.`;
}
