import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AFTERMATH_MS } from '../../src/pull-requests/pull-request-book.ts';
import { newPlace, type Place, type Repository } from './made-repository.ts';

const HOUR = 3_600_000;
const BRANCH = 'feature/x';

/** What became of a branch on which work was done from the start on. */
async function fateOf(place: Place, repository: Repository, branch: string = BRANCH) {
  const book = await place.read([[repository.folder, branch]]);
  const { state, number, way, landedAt } = book.pullRequestOf(
    repository.folder,
    branch,
    Date.parse('2026-11-20T10:00:30Z'),
  );
  return { state, number, way, landedAt };
}

/** Two commits on a branch, while the default branch goes on. */
function branched(repository: Repository): void {
  repository.git('checkout', '-b', BRANCH);
  repository.commit('one', '1\n');
  repository.commit('two', '2\n');
  repository.git('checkout', 'main');
  repository.commit('other', 'o\n');
}

type Way = [name: string, land: (repository: Repository, place: Place) => void, expected: object];

const WAYS: Way[] = [
  ['not at all', () => undefined, { state: 'open', number: null, way: null, landedAt: null }],
  [
    'by a merge as GitHub words it',
    ({ git }) => git('merge', '--no-ff', '-m', 'Merge pull request #12 from me/feature/x', BRANCH),
    { state: 'landed', number: 12, way: 'merge' },
  ],
  [
    'by a merge as GitLab words it',
    ({ git }) =>
      git(
        'merge',
        '--no-ff',
        '-m',
        "Merge branch 'feature/x' into 'main'\n\nSee merge request a/b!7",
        BRANCH,
      ),
    { state: 'landed', number: 7, way: 'merge' },
  ],
  [
    'by a merge that says nothing',
    ({ git }) => git('merge', '--no-ff', '-m', 'all of it', BRANCH),
    { state: 'landed', number: null, way: 'merge' },
  ],
  [
    'by a merge of which the branch is gone',
    ({ git }) => {
      git('merge', '--no-ff', '-m', 'Merge pull request #3 from me/feature/x', BRANCH);
      git('branch', '-D', BRANCH);
    },
    { state: 'landed', number: 3, way: 'merge' },
  ],
  [
    'squashed',
    (repository) => {
      repository.git('merge', '--squash', BRANCH);
      repository.git('commit', '-m', 'What it is about (#45)');
    },
    { state: 'landed', number: 45, way: 'squash' },
  ],
  [
    'squashed, and the branch is gone',
    (repository) => {
      repository.git('merge', '--squash', BRANCH);
      repository.git('commit', '-m', 'What it is about (#45)');
      repository.git('branch', '-D', BRANCH);
    },
    { state: 'landed', number: 45, way: 'squash' },
  ],
  [
    'rebased commit by commit',
    ({ git }) => git('cherry-pick', `${BRANCH}~1`, BRANCH),
    { state: 'landed', number: null, way: 'rebase' },
  ],
  ['in part', ({ git }) => git('cherry-pick', `${BRANCH}~1`), { state: 'open' }],
  [
    'by a fast forward',
    ({ git }) => {
      git('reset', '--hard', 'HEAD~1');
      git('merge', '--ff-only', BRANCH);
    },
    { state: 'landed', number: null, way: 'fast_forward' },
  ],
  [
    'inside of another branch',
    ({ git }) => {
      git('checkout', '-b', 'stacked', BRANCH);
      git('commit', '--allow-empty', '-m', 'more');
      git('checkout', 'main');
      git('merge', '--no-ff', '-m', 'Merge pull request #9 from me/stacked', 'stacked');
    },
    { state: 'landed', number: 9, way: 'merge' },
  ],
  [
    'while its pull request is known here',
    ({ git }) => git('config', `branch.${BRANCH}.merge`, 'refs/pull/77/head'),
    { state: 'open', number: 77 },
  ],
];

describe('a branch that came onto the default branch', () => {
  it.each(WAYS)('%s is seen as that', async (_, land, expected) => {
    using place = newPlace();
    const repository = place.repository('app');
    branched(repository);
    place.now += HOUR;
    land(repository, place);
    const fate = await fateOf(place, repository);
    expect(fate).toMatchObject(expected);
    const isDated = fate.state === 'landed' && fate.way !== 'fast_forward';
    if (isDated) expect(fate.landedAt).toBe(place.now);
    // The second time out of what is kept.
    expect(await fateOf(place, repository)).toEqual(fate);
  });

  it('has no work of its own while nothing was committed', async () => {
    using place = newPlace();
    const repository = place.repository('app');
    repository.git('branch', BRANCH);
    repository.commit('other', 'o\n');
    expect(await fateOf(place, repository)).toMatchObject({ state: 'open', way: null });
  });

  it('is unknown when nothing is left of it', async () => {
    using place = newPlace();
    const repository = place.repository('app');
    expect(await fateOf(place, repository, 'never-there')).toMatchObject({ state: 'unknown' });
  });

  it('is told apart from what lands later under the same name', async () => {
    using place = newPlace();
    const repository = place.repository('app');
    const land = (number: number, file: string): number => {
      repository.git('checkout', '-B', BRANCH, 'main');
      repository.commit(file, `${number}\n`);
      repository.git('checkout', 'main');
      place.now += HOUR;
      repository.git('merge', '--no-ff', '-m', `Merge pull request #${number} from me/feature/x`, BRANCH);
      return place.now;
    };
    const first = land(1, 'one');
    const second = land(2, 'two');
    repository.git('checkout', BRANCH);
    repository.commit('three', '3\n');
    const book = await place.read([[repository.folder, BRANCH]]);
    const numberAt = (at: number) => book.pullRequestOf(repository.folder, BRANCH, at).number;
    expect([first - HOUR, first, first + AFTERMATH_MS].map(numberAt)).toEqual([1, 1, 1]);
    expect([first + AFTERMATH_MS + 1, second].map(numberAt)).toEqual([2, 2]);
    expect(book.pullRequestOf(repository.folder, BRANCH, second + HOUR)).toMatchObject({
      state: 'open',
      number: null,
    });
  });

  it('is followed at the remote, which is fetched before the local branch moves', async () => {
    using place = newPlace();
    const origin = place.repository('origin');
    place.git(place.folder, 'clone', origin.folder, 'app');
    const app = { ...origin, folder: join(place.folder, 'app') };
    const git = (...args: string[]) => place.git(app.folder, ...args);
    git('checkout', '-b', BRANCH);
    git('commit', '--allow-empty', '-m', 'work');
    git('push', 'origin', BRANCH);
    place.now += HOUR;
    origin.git('merge', '--no-ff', '-m', 'Merge pull request #8 from me/feature/x', BRANCH);
    expect(await fateOf(place, app)).toMatchObject({ state: 'open' });
    git('fetch', 'origin');
    expect(await fateOf(place, app)).toMatchObject({ state: 'landed', number: 8 });
  });

  it('is known from its worktree, and from what was known of the worktree when that is gone', async () => {
    using place = newPlace();
    const repository = place.repository('app');
    const tree = join(place.folder, 'elsewhere', 'x');
    repository.git('worktree', 'add', '-b', BRANCH, tree);
    place.git(tree, 'commit', '--allow-empty', '-m', 'work');
    const where: [string, string][] = [[tree, BRANCH]];
    const before = (await place.read(where)).pullRequestOf(tree, BRANCH, place.now);
    expect(before).toMatchObject({ repository: repository.folder, state: 'open' });
    place.now += HOUR;
    repository.git('merge', '--no-ff', '-m', 'Merge pull request #5 from me/feature/x', BRANCH);
    rmSync(join(place.folder, 'elsewhere'), { recursive: true });
    const after = (await place.read(where)).pullRequestOf(tree, BRANCH, place.now);
    expect(after).toMatchObject({ repository: repository.folder, state: 'landed', number: 5 });
  });
});
