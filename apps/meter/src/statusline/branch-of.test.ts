import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { branchOf } from './branch-of.ts';

function repository(head: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'HEAD'), head);
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  return folder;
}

describe('branchOf', () => {
  it.each([
    ['ref: refs/heads/main\n', 'main'],
    ['ref: refs/heads/feature/a b$(id)\n', 'feature/a b$(id)'],
    ['0123456789abcdef0123456789abcdef01234567\n', '0123456'],
    ['what?', null],
  ])('HEAD %j is %j, also from a folder below', (head, branch) => {
    const folder = repository(head);
    expect(branchOf(folder)).toBe(branch);
    expect(branchOf(join(folder, 'a', 'b'))).toBe(branch);
  });

  it('finds the branch of a worktree', () => {
    const main = repository('ref: refs/heads/main\n');
    const kept = join(main, '.git', 'worktrees', 'w');
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'HEAD'), 'ref: refs/heads/side\n');
    const worktree = temporaryFolder();
    writeFileSync(join(worktree, '.git'), `gitdir: ${kept}\n`);
    expect(branchOf(worktree)).toBe('side');
  });

  it.each(['/nowhere/at/all', ''])('knows none in %j', (folder) => {
    expect(branchOf(folder === '' ? temporaryFolder() : folder)).toBeNull();
  });
});
