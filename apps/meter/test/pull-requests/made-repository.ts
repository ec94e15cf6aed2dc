import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FactsCache, openFactsCache } from '../../src/pull-requests/facts-cache.ts';
import type { PullRequestBook } from '../../src/pull-requests/pull-request-types.ts';
import { type PullRequestOptions, readPullRequests } from '../../src/pull-requests/read-pull-requests.ts';

/** A folder with repositories, which is gone at the end of the block. Its clock is moved on by hand. */
export interface Place extends Disposable {
  folder: string;
  /** Ms since 1970, what the next commit is dated. */
  now: number;
  env: Record<string, string>;
  /** Runs git in a folder; answers with what it printed. */
  git(folder: string, ...args: string[]): string;
  /** A new repository with one commit on `main`. */
  repository(name: string): Repository;
  cache: FactsCache;
  read(
    places: readonly [cwd: string | null, branch: string | null][],
    options?: Partial<PullRequestOptions>,
  ): Promise<PullRequestBook>;
}

export interface Repository {
  folder: string;
  git(...args: string[]): string;
  /** Writes a file and commits it, one minute later. */
  commit(file: string, text: string, message?: string): string;
}

const START = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

export function newPlace(): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pull-requests-')));
  const home = join(folder, 'home');
  mkdirSync(home);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C' };
  const place: Place = {
    folder,
    now: START,
    env,
    git(at, ...args) {
      const date = `@${Math.floor(place.now / 1000)} +0000`;
      const who = { NAME: 'A', EMAIL: 'a@example.org', DATE: date };
      const named = Object.entries(who).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]);
      return execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
        cwd: at,
        env: { ...env, ...Object.fromEntries(named) },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    },
    repository: (name) => newRepository(place, join(folder, name)),
    cache: openFactsCache(home),
    read: (places, options = {}) =>
      readPullRequests(
        places.map(([cwd, branch]) => ({ cwd, branch, firstAt: START, lastAt: place.now })),
        { env, now: () => place.now, signal: new AbortController().signal, cache: place.cache, ...options },
      ),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  return place;
}

function newRepository(place: Place, folder: string): Repository {
  mkdirSync(folder, { recursive: true });
  const repository: Repository = {
    folder,
    git: (...args) => place.git(folder, ...args),
    commit(file, text, message = `change ${file}`) {
      place.now += MINUTE;
      writeFileSync(join(folder, file), text);
      repository.git('add', file);
      repository.git('commit', '-m', message);
      return repository.git('rev-parse', 'HEAD').trim();
    },
  };
  repository.git('init');
  repository.commit('readme', 'a\nb\nc\nd\ne\nf\ng\n');
  return repository;
}
