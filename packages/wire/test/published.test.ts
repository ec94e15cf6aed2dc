import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-wire-'));
  installed = join(folder, 'node_modules', '@claude-meter', 'wire');
  mkdirSync(installed, { recursive: true });
  // Its one dependency, as npm would install it.
  symlinkSync(join(ROOT, 'node_modules', 'valibot'), join(folder, 'node_modules', 'valibot'));
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-client.ts'), installed]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

describe('the package for others', () => {
  it('runs in a program that knows nothing of this repository', () => {
    writeFileSync(
      join(folder, 'use.mjs'),
      `import { bridgeUrl, parseSnapshots, readSnapshots } from '@claude-meter/wire';
const answer = await readSnapshots({ base: bridgeUrl(1) });
console.log(answer.ok, answer.failure.kind, parseSnapshots('[]').ok);`,
    );
    const { stdout, stderr } = node(['use.mjs']);
    expect(stdout + stderr).toBe('false not_running true\n');
  });

  it('has types that a strict program compiles against', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { follow, readSnapshots } from '@claude-meter/wire';
const answer = await readSnapshots();
export const first: number | null = answer.ok ? (answer.value[0]?.limits[0]?.percent ?? null) : null;
for await (const { snapshots } of follow()) snapshots satisfies readonly { stale: boolean }[];
// @ts-expect-error -- usage is text
export const wrong: number = answer.ok ? answer.value[0]?.usage : 0;`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      `{"compilerOptions":{"module":"NodeNext","target":"ES2024","lib":["ES2024","DOM"],"strict":true,"noEmit":true,"types":[]},"files":["use.ts"]}`,
    );
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout, status } = node([tsc, '-p', '.']);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('is packed without tests and sources, and small', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const packed = spawnSync(npm, ['pack', '--dry-run', '--json'], { cwd: installed, encoding: 'utf8' });
    const [{ files, size }] = JSON.parse(packed.stdout) as [{ files: { path: string }[]; size: number }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'wire/src/index.d.ts']),
    );
    expect(paths.filter((path) => !/\.(js|d\.ts)$|^(LICENSE|README\.md|package\.json)$/.test(path))).toEqual(
      [],
    );
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([]);
    expect(size).toBeLessThan(150_000);
  });

  it('compiles for bundlers too', () => {
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const asBundler = ['--module', 'ESNext', '--moduleResolution', 'bundler'];
    expect(node([tsc, '-p', '.', ...asBundler]).stdout).toBe('');
  });

  it('is clean to publint', () => {
    const publint = join(ROOT, 'node_modules', 'publint', 'src', 'cli.js');
    const { stdout } = node([publint, installed, '--strict']);
    expect(stdout).toContain('All good!');
  });
});
