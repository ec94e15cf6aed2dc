import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newPlace, type Place } from './pull-requests/made-repository.ts';
import { written } from './transcripts/written.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');
const HOSTILE = 'x\x1b]0;owned\x07\u202e$(touch canary)';

function report(place: Place, ...args: string[]): string {
  const env = {
    ...place.env,
    TZ: 'UTC',
    CLAUDE_CONFIG_DIR: join(place.folder, 'claude'),
    CLAUDE_METER_HOME: join(place.folder, 'state'),
  };
  return execFileSync(process.execPath, [PROGRAM, 'report', 'prs', ...args], { env, encoding: 'utf8' });
}

/** A repository in which a pull request landed, and the transcripts of the work on it. */
function workedPlace(): Place {
  const place = newPlace();
  const { folder, git, commit } = place.repository('app');
  git('remote', 'add', 'origin', 'git@github.com:me/app.git');
  git('checkout', '-b', 'feature');
  commit('one', '1\n');
  git('checkout', 'main');
  git('merge', '--squash', 'feature');
  git('commit', '-m', 'All of it (#12)');
  const project = join(place.folder, 'claude', 'projects', 'p');
  mkdirSync(project, { recursive: true });
  const at = '2026-11-20T10:00:30.000Z';
  const row = (id: string, branch: string, cwd = folder) =>
    written({ id, at, branch, cwd, output: 1_000_000 });
  writeFileSync(
    join(project, 's.jsonl'),
    row('a', 'feature') + row('b', 'main') + row('c', HOSTILE) + row('d', 'y', '/nowhere/at\nall'),
  );
  return place;
}

describe('claude-meter report prs', () => {
  it('prints what each pull request took, whatever its branch is called', () => {
    using place = workedPlace();
    const out = report(place);
    expect(out).toMatch(/^#12 feature .* \$25\.00$/m);
    expect(out).toMatch(/^main \(default branch\) /m);
    expect(out).toContain('x\\x1b]0;owned\\x07\\u202e$(touch canary) (unknown)');
    expect(out).toContain('y (repository gone)');
    expect(out).toContain('Landed: 1, $25.00 each on average');
    expect(out).toContain('"/nowhere/at\\nall": repository gone');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('prints the same for programs', () => {
    using place = workedPlace();
    const made = JSON.parse(report(place, '--json')) as {
      rows: { number: number | null; url: string | null }[];
    };
    expect(made.rows.find(({ number }) => number === 12)).toMatchObject({
      repository: 'github.com/me/app',
      url: 'https://github.com/me/app/pull/12',
      state: 'landed',
      way: 'squash',
    });
    expect(report(place, '--csv').split('\r\n')[0]).toMatch(/^repository,number,branch,state,/);
  });
});
