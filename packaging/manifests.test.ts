import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pkgbuild, srcinfo } from './arch-package.ts';
import { debianChangelog, debianControl, debianCopyright } from './debian-texts.ts';
import { homebrewFormula } from './homebrew-formula.ts';
import { manPage } from './man-page.ts';
import { publishedManifest } from './npm-package.ts';
import { readProduct, unfilled } from './product.ts';
import { type ReleaseFile, releaseFile, sha256 } from './release-files.ts';
import { scoopManifest } from './scoop-manifest.ts';
import { packagedUnit } from './systemd-user-unit.ts';
import { WINGET_ID, wingetManifests } from './winget-manifests.ts';

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const product = {
  ...readProduct('https://forge.test/someone/claude-meter'),
  version: '1.2.3',
  epoch: 1_700_000_000,
  author: { name: 'Somebody Else', email: 'somebody@forge.test' },
};
const AT = 'https://forge.test/someone/claude-meter/releases/download/v1.2.3/';
let folder: string;
let tarball: ReleaseFile;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-manifests-'));
  const path = join(folder, 'claude-meter-1.2.3.tgz');
  writeFileSync(path, 'what is in it does not matter here');
  tarball = releaseFile(product, path);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('every manifest', () => {
  it('points to the release of this version, with the checksum of the very file', () => {
    const hash = sha256('what is in it does not matter here');
    const texts = {
      homebrew: homebrewFormula(product, tarball),
      arch: pkgbuild({ product, tarball }),
      srcinfo: srcinfo({ product, tarball }),
      scoop: scoopManifest(product, tarball),
      winget: Object.values(wingetManifests(product, tarball)).join('\n'),
    };
    for (const [name, text] of Object.entries(texts)) {
      expect(text, name).toContain(`${AT}claude-meter-1.2.3.tgz`);
      expect(text.toLowerCase(), name).toContain(hash);
      expect(text, name).toContain('1.2.3');
    }
  });
});

describe('whose the packages are', () => {
  const texts = {
    homebrew: () => homebrewFormula(product, tarball),
    arch: () => pkgbuild({ product, tarball }),
    srcinfo: () => srcinfo({ product, tarball }),
    scoop: () => scoopManifest(product, tarball),
    winget: () => Object.values(wingetManifests(product, tarball)).join('\n'),
    npm: () => JSON.stringify(publishedManifest(product)),
    manual: () => manPage(product),
    'debian/control': () => debianControl(product, 'amd64', 1),
    'debian/copyright': () =>
      debianCopyright(product, { program: '', parts: '', node: '', nodeVersion: '24' }),
  };
  it.each(Object.entries(texts))(
    '%s has its address from the one place, and none of nobody',
    async (_name, text) => {
      // roff writes a hyphen with a stroke before it.
      const said = (await text()).replaceAll('\\-', '-');
      expect(said).toContain('https://forge.test/someone/claude-meter');
      expect(said).not.toMatch(/\.example\b/);
    },
  );

  it.each([
    ['npm', () => JSON.stringify(publishedManifest(product))],
    ['winget', texts.winget],
    ['debian/control', texts['debian/control']],
    ['debian/changelog', () => debianChangelog(product)],
    ['debian/copyright', texts['debian/copyright']],
  ] as const)('%s names the author', (_name, text) => {
    expect(text()).toContain('Somebody Else');
  });

  it.each([
    [{}, []],
    [{ repository: 'https://claude-meter.example/claude-meter' }, ['repository']],
    [{ repository: 'https://example/claude-meter' }, ['repository']],
    [{ author: { name: 'Nobody', email: 'nobody@claude-meter.example' } }, ['author']],
    [{ repository: 'https://forge.test/for.example' }, []],
  ])('%o leaves to be filled in: %j', (over, left) => {
    expect(unfilled({ ...product, ...over })).toEqual(left);
  });
});

describe('the formula of Homebrew', () => {
  it.runIf(has('ruby'))('is Ruby that says what a formula has to say', () => {
    writeFileSync(join(folder, 'claude-meter.rb'), homebrewFormula(product, tarball));
    // What Homebrew gives a formula, as far as this one asks for it: it writes down what it is told.
    const stand = `
class Formula
  SAID = {}
  %i[desc homepage url sha256 license depends_on keep_alive log_path error_log_path run].each do |word|
    define_singleton_method(word) { |*given| SAID[word] = given }
  end
  def self.service(&block) = class_eval(&block)
  def self.test(&block) = SAID[:test] = block
  def self.opt_bin = Pathname("/opt/bin")
  def self.var = Pathname("/var")
end
require "pathname"; require "json"
class Pathname; def /(part) = join(part); end
load ARGV[0]
puts JSON.dump(Formula::SAID.except(:test).merge(test: !Formula::SAID[:test].nil?, install: ClaudeMeter.method_defined?(:install)))
`;
    const printed = execFileSync('ruby', ['-w', '-e', stand, join(folder, 'claude-meter.rb')], {
      encoding: 'utf8',
    });
    const said = JSON.parse(printed) as Record<string, unknown>;
    expect(said).toMatchObject({
      url: [`${AT}claude-meter-1.2.3.tgz`],
      license: ['MIT'],
      depends_on: ['node'],
      run: [['/opt/bin/claude-meter', 'run']],
      keep_alive: [{ successful_exit: false }],
      test: true,
      install: true,
    });
    // Homebrew's own rules for a description.
    const [text] = said['desc'] as [string];
    expect(text.length).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/^(an?|the) |\.$|claude-?meter/i);
  });
});

describe("the package of Arch's users", () => {
  it.runIf(has('shellcheck'))('is clean shell', () => {
    const path = join(folder, 'PKGBUILD.lint');
    writeFileSync(path, pkgbuild({ product, tarball }));
    const { stdout, status } = spawnSync('shellcheck', ['-s', 'bash', path], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it.runIf(has('makepkg'))('has the .SRCINFO that makepkg makes of it', () => {
    const place = mkdtempSync(join(folder, 'aur-'));
    writeFileSync(join(place, 'PKGBUILD'), pkgbuild({ product, tarball }));
    // makepkg refuses to be root.
    const nobody = 65_534;
    const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    for (const path of [folder, place]) chmodSync(path, 0o755);
    if (process.getuid?.() === 0) chownSync(place, nobody, nobody);
    const printed = execFileSync('makepkg', ['--printsrcinfo'], {
      cwd: place,
      encoding: 'utf8',
      ...asNobody,
    });
    expect(srcinfo({ product, tarball }).trim()).toBe(printed.trim());
  });
});

describe('the manifests for Windows', () => {
  it('are three for winget, of one package and version', () => {
    const manifests = wingetManifests(product, tarball);
    expect(Object.keys(manifests)).toEqual([
      `${WINGET_ID}.yaml`,
      `${WINGET_ID}.installer.yaml`,
      `${WINGET_ID}.locale.en-US.yaml`,
    ]);
    for (const text of Object.values(manifests)) {
      expect(text).toContain(`PackageIdentifier: '${WINGET_ID}'\nPackageVersion: '1.2.3'`);
      expect(text).toMatch(/^ManifestVersion: '\d+\.\d+\.\d+'$/m);
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      for (const line of lines) expect(line).toMatch(/^(- |\s{2})?(\w+: ?)?('([^']|'')*')?$/);
    }
    expect(manifests[`${WINGET_ID}.installer.yaml`]).toMatch(/InstallerSha256: '[0-9A-F]{64}'/);
  });

  it('update themselves in Scoop from the checksums of the next release', () => {
    const manifest = JSON.parse(scoopManifest(product, tarball)) as {
      bin: string;
      autoupdate: { architecture: { '64bit': { url: string } }; hash: { url: string } };
    };
    expect(manifest.bin).toBe('claude-meter.exe');
    expect(manifest.autoupdate.architecture['64bit'].url).toBe(
      `${AT.replace('1.2.3', '$version')}claude-meter-$version.tgz`,
    );
    expect(manifest.autoupdate.hash.url).toBe('$baseurl/SHA256SUMS');
  });
});

describe('what packages install beside the program', () => {
  it.runIf(has('mandoc'))('is a manual page that mandoc has nothing to say about', async () => {
    const path = join(folder, 'claude-meter.1');
    writeFileSync(path, await manPage(product));
    const { stdout, status } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', path], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('is a user unit that belongs to the package', () => {
    const unit = packagedUnit('/usr/bin/claude-meter');
    expect(unit).toMatch(/^# Belongs to the package/);
    expect(unit).toContain('\nExecStart="/usr/bin/claude-meter" "run"\n');
    expect(unit).not.toContain('service uninstall');
  });
});
