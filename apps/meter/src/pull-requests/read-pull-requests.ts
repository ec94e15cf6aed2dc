import { existsSync, realpathSync } from 'node:fs';
import type { RepositoryProblem } from '@claude-meter/wire';
import type { FactsCache } from './facts-cache.ts';
import { type FoundRepository, findRepository, isForeign } from './find-repository.ts';
import { type Git, gitAt } from './git.ts';
import { askGitHub, isGitHub, withGitHub } from './git-hub.ts';
import { type FolderFacts, pullRequestBook } from './pull-request-book.ts';
import type { PullRequestBook, RepositoryFacts, Workplace } from './pull-request-types.ts';
import { readFacts } from './read-facts.ts';
import { type RepositoryState, readState } from './repository-state.ts';
import type { ProgramAnswer, RunProgram } from './run-program.ts';

/** What GitHub said is not asked again for so long, ms. */
const GITHUB_GOOD_FOR_MS = 15 * 60 * 1000;
/** All repositories together may take so long, ms; what is left is told as `timed_out` and tried the next time. */
const WHOLE_LIMIT_MS = 30_000;

export interface PullRequestOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Ms since 1970. */
  now: () => number;
  signal: AbortSignal;
  cache: FactsCache;
  /** Whether `gh` may be asked, which goes to the network. @default false */
  isGitHubAllowed?: boolean;
  /** Starts programs; tests put others in their place. @default the system's */
  run?: RunProgram;
}

/**
 * Finds out what the work in some folders and branches was for. Everything is read from the repositories on this
 * machine; only with `isGitHubAllowed` GitHub is asked too. Never rejects: what cannot be read is a state of its
 * own.
 */
export async function readPullRequests(
  places: readonly Workplace[],
  options: PullRequestOptions,
): Promise<PullRequestBook> {
  const deadline = AbortSignal.timeout(WHOLE_LIMIT_MS);
  const signal = AbortSignal.any([options.signal, deadline]);
  const reader = new Reader({ ...options, signal });
  const folders = await reader.folders(places);
  options.cache.save();
  return pullRequestBook(folders);
}

/** A folder that git answers in, and the one of the data that a repository shares with its worktrees. */
type Root = { ok: true; git: Git; common: string } | { ok: false; problem: RepositoryProblem };

class Reader {
  readonly #options: PullRequestOptions;

  constructor(options: PullRequestOptions) {
    this.#options = options;
  }

  async folders(places: readonly Workplace[]): Promise<Map<string, FolderFacts>> {
    const folders = new Map<string, FolderFacts>();
    const rootsOfFolders = new Map<string, string>();
    for (const cwd of new Set(places.map((place) => place.cwd))) {
      if (cwd === null) continue;
      const found = this.#find(cwd);
      if (found.ok) rootsOfFolders.set(cwd, found.root);
      else folders.set(cwd, found);
    }
    const roots = await this.#roots(new Set(rootsOfFolders.values()));
    const members = new Map<string, string[]>();
    for (const [cwd, path] of rootsOfFolders) {
      const root = roots.get(path);
      if (root?.ok === true) members.set(root.common, [...(members.get(root.common) ?? []), cwd]);
      else folders.set(cwd, root ?? { ok: false, problem: 'unreadable' });
    }
    for (const [common, cwds] of members) {
      const gits = [...roots.values()].flatMap((root) =>
        root.ok && root.common === common ? [root.git] : [],
      );
      const inside = new Set(cwds);
      const facts = await this.#repository(
        common,
        gits,
        places.filter(({ cwd }) => cwd !== null && inside.has(cwd)),
      );
      for (const cwd of cwds) {
        this.#options.cache.keepRepositoryOf(cwd, common);
        folders.set(cwd, facts);
      }
    }
    return folders;
  }

  /** A worktree that was removed is known by the repository that it was found in before. */
  #find(cwd: string): FoundRepository {
    const found = findRepository(cwd);
    const before = found.ok || found.problem !== 'gone' ? null : this.#options.cache.repositoryOf(cwd);
    return before !== null && existsSync(before) ? { ok: true, root: before } : found;
  }

  async #roots(paths: ReadonlySet<string>): Promise<Map<string, Root>> {
    const roots = new Map<string, Root>();
    for (const path of paths) {
      const git = gitAt(path, this.#options);
      const answer = await git(['rev-parse', '--path-format=absolute', '--git-common-dir']);
      if (!answer.ok) roots.set(path, { ok: false, problem: problemOf(answer, path) });
      else roots.set(path, { ok: true, git, common: realPath(answer.out.replace(/\r?\n$/, '')) });
    }
    return roots;
  }

  async #repository(
    common: string,
    gits: readonly Git[],
    places: readonly Workplace[],
  ): Promise<FolderFacts> {
    const [git, ...others] = gits;
    if (git === undefined) return { ok: false, problem: 'unreadable' };
    const read = await readState(git);
    if (!read.ok) return { ok: false, problem: problemOf(read.answer, common) };
    const branches = new Set(places.map(({ branch }) => branch).filter((branch) => branch !== null));
    const since = Math.min(...places.map(({ firstAt }) => firstAt));
    const stamp = JSON.stringify([read.state.stamp, [...branches].toSorted(), since]);
    const { cache, signal } = this.#options;
    let facts = cache.facts(common, stamp);
    if (facts === null) {
      const folder = common.replace(/[\\/]\.git$/, '');
      facts = await readFacts(read.state, {
        folder,
        worktrees: [git, ...others],
        branches: [...branches],
        since,
      });
      // What was cut short is no fact.
      if (signal.aborted) return { ok: false, problem: 'timed_out' };
      cache.keepFacts(common, stamp, facts);
    }
    return { ok: true, repository: await this.#completed(common, facts, read.state) };
  }

  async #completed(common: string, facts: RepositoryFacts, state: RepositoryState): Promise<RepositoryFacts> {
    const { cache, env, now, isGitHubAllowed = false } = this.#options;
    if (!isGitHubAllowed || state.remote === null || !isGitHub(state.remote.host, env)) return facts;
    const kept = cache.gitHub(common);
    const isFresh = kept !== null && Math.abs(now() - kept.at) < GITHUB_GOOD_FOR_MS;
    const asked = isFresh ? null : await askGitHub(state.remote, this.#options);
    if (asked !== null) cache.keepGitHub(common, now(), asked);
    const requests = asked ?? kept?.requests;
    return requests === undefined ? facts : withGitHub(facts, requests);
  }
}

function problemOf(answer: ProgramAnswer & { ok: false }, root: string): RepositoryProblem {
  if (answer.kind === 'not_installed') return 'git_missing';
  if (answer.kind === 'timed_out' || answer.kind === 'stopped') return 'timed_out';
  return isForeign(root) ? 'foreign_owner' : 'unreadable';
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
