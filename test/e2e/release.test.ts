import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildExecutables } from '../../packaging/executables.ts';
import { folderFiles } from '../../packaging/folder-files.ts';
import { ROOT, readProduct } from '../../packaging/product.ts';
import { sha256 } from '../../packaging/release-files.ts';
import { fetchRuntime, ownRuntime } from '../../packaging/runtimes.ts';
import { EVERY_COMMAND } from './every-command.ts';
import { type CleanMachine, cleanMachine, npmGlobal, runInstalled } from './installed.ts';

const NIGHTLY = process.env['NIGHTLY'] === '1';
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const TEN_MINUTES = 600_000;

let work: string;
let machine: CleanMachine;
const release = () => join(work, 'one', 'release');
const released = (name: RegExp): string => {
  const found = readdirSync(release()).find((file) => name.test(file));
  if (found === undefined) throw new Error(`${name} is not among ${readdirSync(release()).join(', ')}`);
  return join(release(), found);
};

function buildRelease(out: string, options: readonly string[] = []): void {
  execFileSync(process.execPath, ['scripts/package.ts', '--out', out, ...options], {
    cwd: ROOT,
    stdio: 'pipe',
  });
}

describe.runIf(NIGHTLY && ownRuntime() !== null && has('dpkg-deb'))('a release', () => {
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'claude-meter-release-'));
    machine = cleanMachine();
    buildRelease(join(work, 'one'));
  }, TEN_MINUTES);
  afterAll(() => {
    machine?.remove();
    if (work !== undefined) rmSync(work, { recursive: true, force: true });
  });

  it('is named in SHA256SUMS, file by file', () => {
    const check = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: release(),
      encoding: 'utf8',
    });
    expect(check.status).toBe(0);
    const named = check.stdout.trim().split('\n').length;
    expect(named).toBe(folderFiles(release()).length - 1);
  });

  it(
    'is the same bytes when it is built again',
    () => {
      buildRelease(join(work, 'two'), ['--quick']);
      const again = folderFiles(join(work, 'two', 'release')).filter(({ name }) => name !== 'SHA256SUMS');
      expect(again.map(({ name }) => name).some((name) => name.endsWith('-chrome.zip'))).toBe(true);
      for (const { name, bytes } of again) {
        expect(`${name} ${sha256(bytes)}`).toBe(`${name} ${sha256(readFileSync(join(release(), name)))}`);
      }
    },
    TEN_MINUTES,
  );

  it(
    "gives the stores' extension when its sources are built alone",
    () => {
      const folder = join(work, 'sources');
      execFileSync('unzip', ['-q', released(/-sources\.zip$/), '-d', folder]);
      // As a reader of a store has it, not as tests do.
      const { NODE_ENV: _, ...env } = process.env;
      const options = { cwd: folder, env, stdio: 'pipe' } as const;
      execFileSync('npm', ['ci', '--prefer-offline', '--ignore-scripts'], options);
      execFileSync('npm', ['run', 'build', '-w', 'apps/extension'], options);
      for (const browser of ['chrome', 'firefox']) {
        const built = join(folder, 'apps/extension/.output', `${browser}-mv3`);
        const unzipped = join(work, browser);
        execFileSync('unzip', ['-q', released(new RegExp(`-${browser}\\.zip$`)), '-d', unzipped]);
        const digests = (place: string) =>
          folderFiles(place)
            .map(({ name, bytes }) => `${name} ${sha256(bytes)}`)
            .sort();
        expect(digests(built)).toEqual(digests(unzipped));
      }
    },
    TEN_MINUTES,
  );

  it.runIf(has('npx'))('has an extension that the linter of addons.mozilla.org takes', () => {
    const args = ['web-ext', 'lint', '--output', 'json', '--source-dir', released(/-firefox\.zip$/)];
    const { stdout } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ errors: [], warnings: [] });
  });

  describe('on Node 26', () => {
    const node = () => {
      const runtime = ownRuntime();
      return join(fetchRuntime(runtime as NonNullable<typeof runtime>), 'bin', 'node');
    };
    const program = () => join(machine.prefix, 'lib/node_modules/claude-meter/dist/claude-meter.cjs');
    beforeAll(() => void npmGlobal(machine, ['install', released(/\.tgz$/)]));

    it.each(EVERY_COMMAND)('claude-meter $args', ({ args, code, says, input }) => {
      const ended = runInstalled([node(), program()], args, given(input));
      expect(ended.stdout + ended.stderr).toMatch(says);
      expect(ended.status).toBe(code);
      expect(ended.stderr).not.toMatch(/unexpected|Warning/);
    });

    it('plays the demo', () => {
      const { stdout } = runInstalled([node(), program()], ['demo', '--for', '3s'], given());
      expect(stdout).toMatch(/^SIMULATED .* 5-hour/m);
    });
  });

  describe('as a single executable', () => {
    const program = () => join(work, 'single', 'claude-meter');
    beforeAll(() => {
      mkdirSync(join(work, 'single'));
      const archive = released(/-linux-.*\.tar\.gz$/);
      execFileSync('tar', ['-xzf', archive, '-C', join(work, 'single'), '--strip-components=1']);
      rmSync(join(machine.home, '.local'), { recursive: true, force: true });
    });

    it.each(EVERY_COMMAND)('claude-meter $args', ({ args, code, says, input }) => {
      const ended = runInstalled([program()], args, given(input));
      expect(ended.stdout + ended.stderr).toMatch(says);
      expect(ended.status).toBe(code);
      expect(ended.stderr).not.toMatch(/unexpected|Warning/);
    });

    it('starts its own processes and threads: the simulator, the readers of transcripts', () => {
      const { stdout } = runInstalled([program()], ['demo', '--for', '3s'], given());
      expect(stdout).toMatch(/^SIMULATED .* 5-hour/m);
      const project = join(machine.home, '.claude/projects/-tmp-x');
      mkdirSync(project, { recursive: true });
      writeFileSync(join(project, 'a.jsonl'), `${JSON.stringify(TRANSCRIPT_LINE)}\n`);
      const report = runInstalled([program()], ['report', 'models', '--json'], given());
      expect(JSON.parse(report.stdout)).toMatchObject({ rows: [{ model: 'claude-opus-4-1' }] });
    });

    it('lays its files into the state folder, once, for this user alone', () => {
      const versions = join(machine.home, '.local/state/claude-meter/program');
      const [id] = readdirSync(versions);
      expect(readdirSync(versions)).toHaveLength(1);
      const open = readdirSync(versions, { recursive: true }).filter(
        (path) => (statSync(join(versions, String(path))).mode & 0o077) !== 0,
      );
      expect(open).toEqual([]);
      const made = statSync(join(versions, id ?? '')).ctimeMs;
      expect(runInstalled([program()], ['--version'], given()).status).toBe(0);
      expect(statSync(join(versions, id ?? '')).ctimeMs).toBe(made);
    });

    it('is the same wherever it is built, and says nothing of that place', async () => {
      const runtime = ownRuntime();
      const [again] = await buildExecutables(
        join(work, 'one/work/claude-meter'),
        runtime === null ? [] : [runtime],
        join(work, 'elsewhere'),
      );
      const bytes = readFileSync(again?.path ?? '');
      expect(sha256(bytes)).toBe(sha256(readFileSync(program())));
      expect([bytes.includes(work), bytes.includes(ROOT)]).toEqual([false, false]);
    });

    it('installs itself as one word, not as the files that move with each version', () => {
      const { stdout } = runInstalled([program()], ['service', 'install', '--dry-run'], given());
      expect(stdout).toContain(program());
      expect(stdout).not.toContain('/program/');
      const line = runInstalled([program()], ['statusline', 'install', '--dry-run'], given());
      expect(line.stdout).toContain(`\\"${program()}\\" statusline`);
    });
  });

  describe('as a Debian package', () => {
    it.runIf(has('lintian'))(
      'has no fault that lintian knows',
      () => {
        const { stdout } = spawnSync('lintian', [released(/\.deb$/)], { encoding: 'utf8' });
        expect(stdout).toBe('');
      },
      TEN_MINUTES,
    );

    it.runIf(process.getuid?.() === 0)(
      'is installed by dpkg, runs with its own Node, and is gone when removed',
      () => {
        const root = join(work, 'debian');
        for (const folder of ['var/lib/dpkg/info', 'var/lib/dpkg/updates'])
          mkdirSync(join(root, folder), { recursive: true });
        writeFileSync(join(root, 'var/lib/dpkg/status'), '');
        const dpkg = (...args: string[]) =>
          execFileSync('dpkg', [`--root=${root}`, '--force-depends', '--log=/dev/null', ...args], {
            stdio: 'pipe',
          });
        dpkg('--install', released(/\.deb$/));
        const lib = join(root, 'usr/lib/claude-meter');
        const ended = runInstalled(
          [join(lib, 'node'), join(lib, 'dist/claude-meter.cjs')],
          ['--version'],
          given(),
        );
        expect(ended.stdout).toBe(`claude-meter ${readProduct().version}\n`);
        expect(readFileSync(join(root, 'usr/bin/claude-meter'), 'utf8')).toContain(
          'exec /usr/lib/claude-meter/node',
        );
        dpkg('--purge', 'claude-meter');
        const left = folderFiles(root).filter(({ name }) => !name.startsWith('var/lib/dpkg/'));
        expect(left.map(({ name }) => basename(name))).toEqual([]);
      },
    );
  });
});

function given(input?: string): { env: Record<string, string>; input?: string } {
  return { env: machine.env, ...(input === undefined ? {} : { input }) };
}

const TRANSCRIPT_LINE = {
  type: 'assistant',
  uuid: 'u1',
  sessionId: 's1',
  requestId: 'r1',
  timestamp: new Date().toISOString(),
  cwd: '/tmp/x',
  message: {
    id: 'm1',
    role: 'assistant',
    model: 'claude-opus-4-1',
    usage: { input_tokens: 10, output_tokens: 20 },
  },
};
