import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { PROBLEM_KINDS } from '@claude-meter/core';
import { ROUTES } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import extension from '../apps/extension/wxt.config.ts';
import { COMMAND_NAMES, COMMANDS } from '../apps/meter/src/cli/commands.ts';
import { EXIT_CODE_TEXTS } from '../apps/meter/src/cli/exit-codes.ts';
import { SWITCHES } from '../apps/meter/src/cli/help.ts';
import { importsOf, ROOT, read, SOURCES, TRACKED } from './tracked-files.ts';

/** Without the blanks and dashes that only line tables up. */
const words = (path: string) => read(path).replace(/ {2,}/g, ' ');
const README = words('README.md');
/** Short words when it fails, instead of the whole document. */
const mentions = (text: string, wanted: string) => (text.includes(wanted) ? wanted : `no word of ${wanted}`);

describe('every source', () => {
  const folders = TRACKED.map((path) => /^packages\/sources\/src\/([^/]+)\//.exec(path)?.[1]);
  const sources = [...new Set(folders.filter((folder) => folder !== undefined))];

  it.each(sources)('%s says what the vendor sends, decodes it and has samples of it', (source) => {
    const files = TRACKED.filter((path) => path.startsWith(`packages/sources/src/${source}/`));
    const names = files.map((path) => path.slice(`packages/sources/src/${source}/`.length));
    expect(names).toContain('README.md');
    expect(read(`packages/sources/src/${source}/README.md`).length).toBeGreaterThan(500);
    expect(names.filter((name) => name.startsWith('fixtures/')).length).toBeGreaterThan(0);
    expect(names.filter((name) => /^[\w-]+\.test\.ts$/.test(name)).length).toBeGreaterThan(0);
  });
});

describe('what is promised in words', () => {
  it.each(Object.values(ROUTES))('the route %s is in docs/wire.md', (route) => {
    expect(mentions(read('docs/wire.md'), route)).toBe(route);
  });

  it.each(COMMAND_NAMES)('the command %s is in the README with its summary or more', async (name) => {
    const command = await COMMANDS[name]?.();
    const row = README.split('\n').find((line) => line.startsWith(`| \`claude-meter ${name}`));
    expect(command?.meta.name).toBe(name);
    expect(row ?? `no row for ${name}`).toMatch(/\| .{10,} \|$/);
  });

  it.each(Object.entries(EXIT_CODE_TEXTS))('the exit code %s is in the README', (code, text) => {
    const row = `| ${code} | ${text} |`;
    expect(mentions(README, row)).toBe(row);
  });

  it.each(SWITCHES.flatMap(([names]) => names.split(', ')))('the switch %s is in the README', (name) => {
    expect(mentions(README, `\`${name}\``)).toBe(`\`${name}\``);
  });

  it('no switch is read that help does not name', () => {
    const named = new Set(SWITCHES.flatMap(([names]) => names.split(', ')));
    const readByProgram = TRACKED.filter(
      (path) => path.startsWith('apps/meter/src/') && SOURCES.includes(path),
    )
      .flatMap((path) => [...read(path).matchAll(/\bCLAUDE_METER_[A-Z_]+[A-Z]\b/g)])
      .map(([name]) => name);
    expect([...new Set(readByProgram)].filter((name) => !named.has(name))).toEqual([]);
  });

  it('every failure and every finding that doctor can name is in docs/troubleshooting.md', () => {
    const page = read('docs/troubleshooting.md');
    const session = read('apps/meter/src/collect/cookies/session.ts');
    const findings = [...session.matchAll(/^ {2}\| \{ kind: '(\w+)'/gm)].map(([, kind]) => kind);
    expect(findings.length).toBeGreaterThan(10);
    expect([...PROBLEM_KINDS, ...findings].filter((kind) => !page.includes(`| \`${kind}\` |`))).toEqual([]);
  });

  it('every permission of the extension has its reason in docs/privacy.md', () => {
    const privacy = read('docs/privacy.md');
    for (const browser of ['chrome', 'firefox']) {
      const make = extension.manifest as unknown as (env: object) => Record<string, string[] | undefined>;
      const manifest = make({ browser, manifestVersion: 3, mode: 'production', command: 'build' });
      const asked = ['permissions', 'optional_permissions', 'host_permissions', 'optional_host_permissions'];
      const permissions = asked.flatMap((key) => manifest[key] ?? []);
      expect(permissions.length).toBeGreaterThan(0);
      const unexplained = permissions.filter((permission) => !privacy.includes(`\`${permission}\``));
      expect(unexplained, browser).toEqual([]);
    }
  });

  it('docs/architecture.md names functions that are where it says', () => {
    const rows = words('docs/architecture.md').matchAll(/^\| \d \| `(\w+)` \| `([^`]+)` \|/gm);
    const calls = [...rows];
    expect(calls).toHaveLength(7);
    for (const [, name, path] of calls) {
      const defined = new RegExp(`export (async )?function\\*? ${name}\\b`).test(read(path ?? ''));
      expect(defined, `${name} in ${path}`).toBe(true);
    }
  });

  const documents = TRACKED.filter((path) => path.endsWith('.md') && !path.includes('fixtures/'));
  it.each(documents)('the links of %s lead somewhere', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      ([, link]) => link ?? '',
    );
    for (const link of links) expect(existsSync(join(ROOT, dirname(path), link)), link).toBe(true);
  });

  it('AGENTS.md is a map of at most 40 lines, and its places exist', () => {
    const map = read('AGENTS.md');
    expect(map.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    const places = [...map.matchAll(/`((?:apps|packages|docs|test|bench|\.ci)\/[\w./-]*)`/g)].map(
      ([, place]) => place ?? '',
    );
    expect(places.length).toBeGreaterThan(10);
    for (const place of places) expect(existsSync(join(ROOT, place)), place).toBe(true);
  });
});

describe('who imports whom', () => {
  const allowed: readonly [folder: string, allowed: RegExp][] = [
    ['packages/core/', /^\./],
    ['packages/sources/', /^\.|^@claude-meter\/core$/],
    ['packages/wire/', /^\.|^@claude-meter\/core$|^valibot$/],
    ['packages/ui/', /^\.|^@claude-meter\/core$|^preact(\/|$)|^@preact\//],
  ];
  it.each(allowed)('%s stays within its bounds', (folder, bounds) => {
    const files = SOURCES.filter((path) => path.startsWith(folder));
    expect(files.length).toBeGreaterThan(0);
    const strays = files.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => !bounds.test(specifier))
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  it('apps never import apps', () => {
    const strays = SOURCES.filter((path) => path.startsWith('apps/')).flatMap((path) => {
      const app = path.split('/').slice(0, 2).join('/');
      return importsOf(path).filter((specifier) => {
        if (specifier.startsWith('.')) return !normalize(join(dirname(path), specifier)).startsWith(app);
        return /^(@claude-meter\/(simulator|extension|dashboard)|claude-meter)(\/|$)/.test(specifier);
      });
    });
    expect(strays).toEqual([]);
  });

  it('nobody reaches into a package past its entry', () => {
    const strays = SOURCES.flatMap(importsOf).filter((specifier) => /^@claude-meter\/\w+\//.test(specifier));
    expect(strays.filter((specifier) => !specifier.endsWith('.css'))).toEqual([]);
  });
});

describe('the shape of files', () => {
  it('no file is called after nothing', () => {
    const vague = /(^|[-./])(utils?|helpers?|common|manager|misc|stuff)([-./]|$)/;
    expect(TRACKED.filter((path) => vague.test(path))).toEqual([]);
  });

  /** Files that are longer because a reader gains by it. */
  const LONG: ReadonlyMap<string, string> = new Map([]);
  it('files are at most 250 lines, or say why', () => {
    const long = SOURCES.filter((path) => read(path).split('\n').length > 251);
    expect(long.filter((path) => !LONG.has(path))).toEqual([]);
    expect([...LONG.keys()].filter((path) => !long.includes(path))).toEqual([]);
  });

  it('no test is left out, and none is alone; what is conditional asks for something', () => {
    const tests = TRACKED.filter((path) => /\.test\.tsx?$/.test(path));
    const unconditional = /\b(it|test|describe)(\.\w+)*\.((only|skip|todo)\b|skipIf\(true|runIf\(false)/;
    const findings = tests.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) => (unconditional.test(line) ? [`${path}:${index + 1}`] : [])),
    );
    expect(findings).toEqual([]);
  });

  it('says nothing about the machine that it was made on, and names no registry', () => {
    // Written with a class in it, so that this line does not find itself.
    const traces = /(^|[\s"'`(=:])\/(wor[k]|far[m]|roo[t])\/|\/tmp\/bash_job[s]|registry\.npm|deb\.debia[n]/m;
    const texts = TRACKED.filter((path) => !/\.(png|ico|woff2?|sqlite|zip)$/.test(path));
    expect(texts.filter((path) => traces.test(read(path)))).toEqual([]);
  });
});

interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

describe('the lockfile', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, LockedPackage>;
  };

  it('brings the runtime for each platform, exactly', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win-x64']) {
      const runtimes = Object.entries(optionalDependencies).filter(([name]) => name.endsWith(`-${platform}`));
      expect(runtimes, platform).toHaveLength(1);
      for (const [name, version] of runtimes) {
        expect(Number(version.split('.')[0]), name).toBeGreaterThanOrEqual(24);
        expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
      }
    }
  });

  it('knows every optional package, or npm ci refuses it: node scripts/complete-lockfile.ts adds what is missing', () => {
    const locked = Object.keys(lock.packages);
    const wanted = Object.values(lock.packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
    const missing = new Set(
      wanted.filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`))),
    );
    expect([...missing]).toEqual([]);
  });

  it('holds no download addresses', () => {
    const resolved = Object.values(lock.packages)
      .filter(({ link }) => link !== true)
      .flatMap(({ resolved: address }) => address ?? []);
    expect(resolved.filter((address) => address.includes('//'))).toEqual([]);
  });
});

describe('workspaces', () => {
  const manifests = TRACKED.filter((path) => /^(package|(packages|apps)\/[^/]+\/package)\.json$/.test(path));

  it.each(manifests)('%s pins what it depends on, and has the version of all', (path) => {
    const manifest = JSON.parse(read(path)) as Record<string, Record<string, string> | string | undefined>;
    expect(manifest['version']).toBe((JSON.parse(read('package.json')) as { version: string }).version);
    expect(manifest['license']).toBe('MIT');
    const ranges = ['dependencies', 'devDependencies', 'optionalDependencies']
      .flatMap((key) => Object.entries(manifest[key] ?? {}))
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(ranges).toEqual([]);
  });

  it('each with tests is run by npm test', () => {
    const configured = read('vitest.config.ts');
    const tested = TRACKED.filter((path) => /\.test\.tsx?$/.test(path))
      .map((path) => /^(packages|apps)\/[^/]+/.exec(path)?.[0])
      .filter((folder) => folder !== undefined);
    for (const folder of new Set(tested)) expect(configured).toContain(folder);
  });
});
