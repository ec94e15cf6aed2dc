import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PullRequestState } from '@claude-meter/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFactsCache } from '../../src/pull-requests/facts-cache.ts';
import { findRepository } from '../../src/pull-requests/find-repository.ts';
import { type ProgramCall, runProgram } from '../../src/pull-requests/run-program.ts';
import { newPlace, type Place } from './made-repository.ts';

const isRoot = process.getuid?.() === 0;

async function stateOf(place: Place, cwd: string | null, branch: string | null): Promise<PullRequestState> {
  const book = await place.read([[cwd, branch]]);
  return book.pullRequestOf(cwd, branch, place.now).state;
}

describe('where there is nothing to find', () => {
  it.each<[string, (place: Place) => [string | null, string | null], PullRequestState]>([
    ['the default branch', (place) => [place.repository('app').folder, 'main'], 'default'],
    ['no branch', (place) => [place.repository('app').folder, null], 'no_branch'],
    ['a branch without a name', (place) => [place.repository('app').folder, ''], 'no_branch'],
    ['a detached head', (place) => [place.repository('app').folder, 'HEAD'], 'no_branch'],
    ['a folder that is gone', (place) => [join(place.folder, 'never'), 'x'], 'gone'],
    ['a folder without a repository', (place) => [place.folder, 'x'], 'no_repository'],
    ['no folder', () => [null, 'x'], 'no_repository'],
    ['a relative path', () => ['app', 'x'], 'not_local'],
    ['a path with a NUL in it', () => ['/a\0b', 'x'], 'not_local'],
    [
      'a file in the place of the folder',
      (place) => [join(place.repository('app').folder, 'readme', 'x'), 'main'],
      'default',
    ],
  ])('%s is said in so many words', async (_, where, expected) => {
    using place = newPlace();
    const [cwd, branch] = where(place);
    expect(await stateOf(place, cwd, branch)).toBe(expected);
  });

  it('a folder that is gone belongs to the repository around it', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    expect(await stateOf(place, join(folder, '.claude', 'worktrees', 'gone'), 'main')).toBe('default');
  });

  it('an empty repository has no default branch', async () => {
    using place = newPlace();
    place.git(place.folder, 'init', 'empty');
    expect(await stateOf(place, join(place.folder, 'empty'), 'x')).toBe('unknown');
  });

  it('a damaged repository is unreadable, and the others are read', async () => {
    using place = newPlace();
    const [bad, good] = [place.repository('bad'), place.repository('good')];
    writeFileSync(join(bad.folder, '.git', 'HEAD'), 'nonsense');
    const book = await place.read([
      [bad.folder, 'main'],
      [good.folder, 'main'],
    ]);
    expect(book.pullRequestOf(bad.folder, 'main', place.now).state).toBe('unreadable');
    expect(book.pullRequestOf(good.folder, 'main', place.now).state).toBe('default');
    expect(book.troubles).toEqual([{ folder: bad.folder, problem: 'unreadable' }]);
  });

  it.skipIf(!isRoot)('a repository of another user is named as that', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    chownSync(folder, 12345, 12345);
    chownSync(join(folder, '.git'), 12345, 12345);
    expect(await stateOf(place, folder, 'main')).toBe('foreign_owner');
  });

  it('without git nothing is known but the folder', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    const book = await place.read([[folder, 'main']], { env: { PATH: place.folder } });
    expect(book.pullRequestOf(folder, 'main', place.now).state).toBe('git_missing');
  });

  it('a git that hangs is given up', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    const run = async (call: ProgramCall) =>
      runProgram({ ...call, file: 'sleep', args: ['60'], limitMs: 50 });
    const book = await place.read([[folder, 'main']], { run });
    expect(book.pullRequestOf(folder, 'main', place.now).state).toBe('timed_out');
  });

  it('a share of Windows is never looked at, and a drive is', () => {
    const problemOn = (path: string) => {
      const found = findRepository(path, 'win32');
      return found.ok ? null : found.problem;
    };
    expect(problemOn('\\\\server\\share\\app')).toBe('not_local');
    expect(problemOn('//server/share/app')).toBe('not_local');
    expect(problemOn('C:\\nowhere\\at\\all')).toBe('gone');
  });
});

describe('names that want to be obeyed', () => {
  const NAMES = [
    '--upload-pack=touch canary',
    '-c core.pager=touch canary',
    '$(touch canary)',
    '`touch canary`',
    'x; touch canary',
    '\x1b]0;title\x07',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'refs/heads/main',
    '\u202egnp.exe',
    'a\nb',
  ];

  it.each(NAMES)('%j is a branch like any other', async (branch) => {
    using place = newPlace();
    const { folder } = place.repository('app');
    expect(await stateOf(place, folder, branch)).toBe('unknown');
    expect(existsSync(join(folder, 'canary'))).toBe(false);
  });

  it('any text at all is a branch like any other', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 300, seed: 5 });
    const book = await place.read(texts.map((text) => [folder, text]));
    for (const text of texts) {
      const { branch, state } = book.pullRequestOf(folder, text, place.now);
      expect([text, 'HEAD', 'main']).toContain(branch);
      expect(state).toBe('unknown');
    }
  });

  it('a folder of any name is looked into', async () => {
    using place = newPlace();
    for (const name of ['--help', 'a b', "it's", '日本', '$(x)', 'a\nb']) {
      const { folder } = place.repository(name);
      expect(await stateOf(place, folder, 'main'), name).toBe('default');
    }
  });
});

describe('a repository whose settings name programs', () => {
  it('has none of them run, and none of its missing objects fetched', async () => {
    using place = newPlace();
    const origin = place.repository('origin');
    origin.git('config', 'uploadpack.allowFilter', 'true');
    origin.git('checkout', '-b', 'x');
    origin.commit('readme', 'changed\n');
    origin.git('checkout', 'main');
    origin.commit('more', 'm\n');
    place.git(place.folder, 'clone', '--filter=blob:none', '--no-checkout', `file://${origin.folder}`, 'app');
    const folder = join(place.folder, 'app');
    const canary = join(place.folder, 'canary');
    const program = join(place.folder, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch '${canary}'\nexit 0\n`);
    chmodSync(program, 0o755);
    mkdirSync(join(folder, '.git', 'evil'));
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc']) {
      symlinkSync(program, join(folder, '.git', 'evil', hook));
    }
    writeFileSync(join(folder, '.git', 'info', 'attributes'), '* diff=evil filter=evil\n');
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.askPass',
      'core.editor',
      'pager.log',
      'pager.rev-list',
      'pager.for-each-ref',
      'pager.config',
      'gpg.program',
      'diff.external',
      'diff.evil.textconv',
      'diff.evil.command',
      'filter.evil.clean',
      'filter.evil.smudge',
      'credential.helper',
      'remote.origin.uploadpack',
      'alias.rev-list',
    ]) {
      place.git(folder, 'config', key, key.startsWith('alias') ? `!${program}` : program);
    }
    place.git(folder, 'config', 'core.hooksPath', join(folder, '.git', 'evil'));
    place.git(folder, 'config', 'log.showSignature', 'true');
    const book = await place.read([[folder, 'x']]);
    expect(book.pullRequestOf(folder, 'x', place.now)).toMatchObject({ state: 'open' });
    expect(existsSync(canary)).toBe(false);
    // The trap is set: git left to itself does run the program.
    expect(() => place.git(folder, 'log', '-p', 'origin/x')).toThrow();
    expect(existsSync(canary)).toBe(true);
  });

  it('is not another one because the environment says so', async () => {
    using place = newPlace();
    const [app, other] = [place.repository('app'), place.repository('other')];
    other.git('branch', '-m', 'main', 'elsewhere');
    const env = { ...place.env, GIT_DIR: join(other.folder, '.git'), GIT_CEILING_DIRECTORIES: place.folder };
    const book = await place.read([[app.folder, 'main']], { env });
    expect(book.pullRequestOf(app.folder, 'main', place.now).state).toBe('default');
  });

  it('has its name without user and password, and the address of a request', async () => {
    using place = newPlace();
    const { folder, git } = place.repository('app');
    git('remote', 'add', 'origin', 'https://me:secret@github.com/owner/app.git');
    git('branch', 'x');
    git('config', 'branch.x.github-pr-owner-number', 'owner#app#31');
    const book = await place.read([[folder, 'x']]);
    expect(book.pullRequestOf(folder, 'x', place.now)).toMatchObject({
      repository: 'github.com/owner/app',
      number: 31,
      url: 'https://github.com/owner/app/pull/31',
    });
    expect(readFileSync(join(place.env['HOME'] ?? '', 'pull-requests.json'), 'utf8')).not.toContain('secret');
  });
});

describe('what was found out', () => {
  it('is not asked of git again while nothing changed, also by another program', async () => {
    using place = newPlace();
    const { folder, git } = place.repository('app');
    git('checkout', '-b', 'x');
    let calls = 0;
    const run = async (call: ProgramCall) => {
      calls++;
      return runProgram(call);
    };
    await place.read([[folder, 'x']], { run });
    const first = calls;
    calls = 0;
    const cache = openFactsCache(place.env['HOME'] ?? '');
    const book = await place.read([[folder, 'x']], { run, cache });
    expect(book.pullRequestOf(folder, 'x', place.now).state).toBe('open');
    expect([first > 3, calls]).toEqual([true, 3]);
  });

  it.each(['', '{', '[]', '{"version":1}', '{"version":99}', 'null'])(
    'is found out again when what is kept is %j',
    async (text) => {
      using place = newPlace();
      const { folder } = place.repository('app');
      writeFileSync(join(place.env['HOME'] ?? '', 'pull-requests.json'), text);
      const cache = openFactsCache(place.env['HOME'] ?? '');
      const book = await place.read([[folder, 'main']], { cache });
      expect(book.pullRequestOf(folder, 'main', place.now).state).toBe('default');
    },
  );

  it('need not be kept: a state folder that cannot be written is no reason to fail', async () => {
    using place = newPlace();
    const { folder } = place.repository('app');
    const cache = openFactsCache(join(place.folder, 'nowhere'));
    const book = await place.read([[folder, 'main']], { cache });
    expect(book.pullRequestOf(folder, 'main', place.now).state).toBe('default');
  });
});

describe('GitHub', () => {
  /** A `gh` that answers from a file and notes how it was called. */
  function fakeGh(place: Place, answer: string): { env: Record<string, string>; calls: () => string } {
    const bin = join(place.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const log = join(place.folder, 'calls');
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> '${log}'\ncat '${join(bin, 'answer')}'\n`);
    writeFileSync(join(bin, 'answer'), answer);
    chmodSync(join(bin, 'gh'), 0o755);
    const env = { ...place.env, PATH: `${bin}${delimiter}${place.env['PATH']}` };
    return { env, calls: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') };
  }
  const MERGED =
    '[{"number":4,"headRefName":"x","state":"MERGED","mergedAt":"2026-11-20T12:00:00Z"},{"number":9,"headRefName":"y","state":"OPEN","mergedAt":null},{"number":2,"headRefName":"z","state":"CLOSED","mergedAt":null}]';
  const asked = async (
    place: Place,
    answer: string,
    isGitHubAllowed: boolean,
    remote = 'git@github.com:owner/app.git',
  ) => {
    const { folder, git } = place.repository('app');
    git('remote', 'add', 'origin', remote);
    const gh = fakeGh(place, answer);
    const read = () =>
      place.read(
        ['x', 'y', 'z', 'w'].map((branch) => [folder, branch]),
        { env: gh.env, isGitHubAllowed },
      );
    const book = await read();
    const fates = ['x', 'y', 'z', 'w'].map((branch) => {
      const { state, number } = book.pullRequestOf(folder, branch, place.now);
      return [state, number];
    });
    return { fates, gh, read };
  };

  it('is not asked unless that is allowed', async () => {
    using place = newPlace();
    const { fates, gh } = await asked(place, MERGED, false);
    expect(gh.calls()).toBe('');
    expect(fates).toEqual(Array.from({ length: 4 }, () => ['unknown', null]));
  });

  it('is asked once in a while for numbers and states alone', async () => {
    using place = newPlace();
    const { fates, gh, read } = await asked(place, MERGED, true);
    expect(fates).toEqual([
      ['landed', 4],
      ['open', 9],
      ['closed', 2],
      ['unknown', null],
    ]);
    await read();
    expect(gh.calls()).toBe(
      'pr list --repo github.com/owner/app --state all --json number,headRefName,state,mergedAt --limit 500\n',
    );
    place.now += 16 * 60_000;
    await read();
    expect(gh.calls().trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    'https://github.com.evil.example/owner/app',
    'https://github.evil.example/owner/app.git',
    'git@notgithub.com:owner/app.git',
    'https://github.com@evil.example/owner/app',
    'file:///github.com/owner/app',
  ])('is not what %s is, however it is spelt: no token goes there', async (remote) => {
    using place = newPlace();
    const { gh } = await asked(place, MERGED, true, remote);
    expect(gh.calls()).toBe('');
  });

  it.each(['', 'not json', '{}', '[null,3,{"number":"4"}]'])(
    'may answer %j, which changes nothing',
    async (answer) => {
      using place = newPlace();
      const { fates } = await asked(place, answer, true);
      expect(fates).toEqual(Array.from({ length: 4 }, () => ['unknown', null]));
    },
  );
});
