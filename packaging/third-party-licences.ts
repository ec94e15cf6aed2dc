import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './product.ts';
import type { ProductionPackage } from './production-packages.ts';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The licence texts of all that is bundled: one file that every package carries. */
export function thirdPartyLicences(packages: readonly ProductionPackage[]): string {
  const parts = packages.map((one) => {
    const head = `${one.name} ${one.version} (${one.license ?? 'no licence identifier'})`;
    return `${head}\n${'-'.repeat(head.length)}\n\n${textOf(one)}\n`;
  });
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
