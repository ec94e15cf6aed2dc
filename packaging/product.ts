import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** What every package says about the program, in one place: `apps/meter/package.json`. */
export interface Product {
  name: string;
  version: string;
  description: string;
  license: string;
  author: { name: string; email: string };
  /** Web address of the repository, no slash at its end: the homepage, and releases lie under it as forges have them. */
  repository: string;
  /** Lowest major version of Node that runs the program. */
  nodeMajor: number;
  /** What stands for "now" in every artifact, s: the time of the commit, so that two builds are the same. */
  epoch: number;
}

interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  author: Product['author'];
  repository: { url: string };
  engines: { node: string };
}

/**
 * @param repository where this copy of the project lives, when it is another address than its manifest says
 * @throws Error when the manifest lacks something, or git and SOURCE_DATE_EPOCH both cannot say when
 */
export function readProduct(repository: string | null = null): Product {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'apps/meter/package.json'), 'utf8')) as Manifest;
  const nodeMajor = Number(/^>=(\d+)$/.exec(manifest.engines.node)?.[1]);
  if (!Number.isInteger(nodeMajor)) {
    throw new Error(`engines.node ${JSON.stringify(manifest.engines.node)} is not ">=MAJOR".`);
  }
  const { name, version, description, license, author } = manifest;
  const address = repository ?? manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  if (!URL.canParse(address) || !address.startsWith('https://') || address.endsWith('/')) {
    throw new Error(
      `The repository ${JSON.stringify(address)} is no https address without a slash at its end: give --repository https://HOST/OWNER/NAME.`,
    );
  }
  return { name, version, description, license, author, repository: address, nodeMajor, epoch: epoch() };
}

/** What of a product nobody has filled in yet: its address ends in `.example`, which belongs to nobody. */
export function unfilled({ author, repository }: Product): string[] {
  const isNobodys = (host: string | undefined) => host === 'example' || (host?.endsWith('.example') ?? false);
  return [
    ...(isNobodys(new URL(repository).hostname) ? ['repository'] : []),
    ...(isNobodys(author.email.split('@')[1]) ? ['author'] : []),
  ];
}

/** Where a file of this version can be fetched once it is released. */
export function releaseUrl({ repository, version }: Product, file: string): string {
  return `${repository}/releases/download/v${version}/${file}`;
}

function epoch(): number {
  const given = process.env['SOURCE_DATE_EPOCH'];
  const text =
    given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' }).trim();
  if (!/^\d+$/.test(text))
    throw new Error(`SOURCE_DATE_EPOCH ${JSON.stringify(text)} is no time in seconds.`);
  return Number(text);
}
