import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tally } from '../tally.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface Locked {
  version?: string;
  license?: string | (string | { type: string })[];
  hasInstallScript?: boolean;
  dev?: boolean;
  link?: boolean;
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const locked = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);

/** What we are built from and with may be used in anything, as long as its notice stays. */
const FREE = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'Python-2.0',
  'MIT/X11',
  'Zlib',
  'Unlicense',
]);
/** Tools that are run and never shipped: file by file their own. */
const TOOLS_ONLY = new Set(['MPL-2.0']);

describe('the packages in the lockfile', () => {
  it('have licences that allow what is done with them', () => {
    // Parts of tools for other systems are not here to be asked, and the lockfile does not tell; theirs are their tool's.
    const isElsewhere = ([path, { license, dev }]: (typeof locked)[number]) =>
      dev === true && license === undefined && !existsSync(join(ROOT, path));
    const refused = locked.filter((one) => {
      if (isElsewhere(one)) return false;
      const [path, { license, dev }] = one;
      const terms = (licenceOf(path, license) ?? 'none').replace(/[()]/g, '').split(/ OR /);
      return !terms.some((term) =>
        term.split(' AND ').every((one) => FREE.has(one) || (dev === true && TOOLS_ONLY.has(one))),
      );
    });
    expect(
      refused.map(
        ([path, { license, dev }]) => `${path}: ${JSON.stringify(license)}${dev === true ? ' (dev)' : ''}`,
      ),
    ).toEqual([]);
    tally('dependencies', {
      packages: locked.length,
      'with an install script': locked.filter(([, one]) => one.hasInstallScript).length,
    });
  });

  it('run nothing when they are installed, but for one that finds its native part', () => {
    const scripts = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path);
    expect(scripts).toEqual(['node_modules/koffi']);
    // What it runs only looks for a file that is in the package, or builds it.
    const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules/koffi/package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const steps = ['preinstall', 'install', 'postinstall'].flatMap((step) => manifest.scripts[step] ?? []);
    expect(steps.join()).not.toMatch(/curl|wget|https?:|\beval\b|\bnode -e/);
  });

  it('our own packages run nothing when they are installed', () => {
    for (const folder of [
      '.',
      ...['packages', 'apps'].flatMap((at) => readdirSync(join(ROOT, at)).map((name) => join(at, name))),
    ]) {
      const path = join(ROOT, folder, 'package.json');
      if (!existsSync(path)) continue;
      const { scripts = {} } = JSON.parse(readFileSync(path, 'utf8')) as { scripts?: Record<string, string> };
      // In a checkout the root builds itself; it is never installed from elsewhere.
      const steps = ['preinstall', 'install', 'postinstall', ...(folder === '.' ? [] : ['prepare'])];
      for (const step of steps) {
        expect([folder, scripts[step]]).toEqual([folder, undefined]);
      }
    }
  });
});

/** A licence that the lockfile does not tell is asked of the package itself. */
function licenceOf(path: string, told: Locked['license']): string | undefined {
  if (typeof told === 'string') return told;
  if (told !== undefined)
    return told
      .map((one) => (typeof one === 'string' ? one.replace('Apache2', 'Apache-2.0') : one.type))
      .join(' OR ');
  const manifest = join(ROOT, path, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    license?: string;
    licenses?: { type: string }[];
  };
  return license ?? licenses?.map(({ type }) => type).join(' OR ');
}

const BUNDLES = [
  'apps/extension/.output/chrome-mv3',
  'apps/extension/.output/firefox-mv3',
  'apps/dashboard/dist',
  'apps/meter/dist',
];

describe.each(BUNDLES.filter((folder) => existsSync(join(ROOT, folder))))('what is shipped: %s', (folder) => {
  const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?js|cjs|html|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

  it('makes no code out of text', () => {
    expect(files.length).toBeGreaterThan(1);
    const findings = files.flatMap((path) => {
      const text = withoutStrings(readFileSync(path, 'utf8'));
      const found =
        text.match(
          /(?<![\w.$])eval\s*\(|\bnew Function\b|(?<![\w.$])Function\s*\(|\bsetTimeout\s*\(\s*['"`]|\bimportScripts\s*\(/g,
        ) ?? [];
      return found.map((one) => `${path.slice(ROOT.length + 1)}: ${one}`);
    });
    expect(findings.filter((one) => !isKnown(one))).toEqual([]);
  });

  it('loads nothing from elsewhere, and names no folder of the machine it was built on', () => {
    for (const path of files) {
      const text = readFileSync(path, 'utf8');
      expect(text.includes(`${ROOT}/`), path).toBe(false);
      if (path.endsWith('.html')) expect(text, path).not.toMatch(/(src|href)=["'](https?:)?\/\//);
      expect(text, path).not.toMatch(/import\s*\(\s*["'`]https?:/);
    }
  });
});

/** Words that only speak of code. */
function withoutStrings(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Found in the bundle of the program only, each looked at. */
function isKnown(finding: string): boolean {
  return KNOWN.some((known) => finding.includes(known));
}
/** `claude-meter mcp` and `demo`, which a person starts; the meter and its pages load neither. */
const KNOWN: readonly string[] = [
  // Schema libraries of the agents' protocol: one asks whether it could, one compiles the schemas of a client's forms.
  'parts/mcp.js: new Function',
  // An old way to find the global object, behind newer ones, in what issues certificates.
  'simulator.js: Function(',
];
