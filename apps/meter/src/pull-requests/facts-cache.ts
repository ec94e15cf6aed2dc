import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { GitHubRequest } from './git-hub.ts';
import type { RepositoryFacts } from './pull-request-types.ts';

const NAME = 'pull-requests.json';
/** Raised when what is kept changes its shape: older files are read anew from the repositories. */
const VERSION = 1;

const Landing = v.object({
  at: v.number(),
  way: v.picklist(['merge', 'fast_forward', 'squash', 'rebase', 'gh']),
  number: v.nullable(v.number()),
});
const Branch = v.object({
  landings: v.array(Landing),
  pending: v.nullable(v.object({ number: v.number(), isClosed: v.boolean() })),
  isKnown: v.boolean(),
  isDone: v.boolean(),
});
const Repository = v.object({
  /** Of what the repository held when it was looked at. */
  stamp: v.string(),
  name: v.string(),
  web: v.nullable(v.string()),
  defaultBranch: v.nullable(v.string()),
  branches: v.array(v.tuple([v.string(), Branch])),
});
const Request = v.object({
  number: v.number(),
  branch: v.string(),
  state: v.picklist(['open', 'closed', 'merged']),
  mergedAt: v.nullable(v.number()),
});
const File = v.object({
  version: v.literal(VERSION),
  folders: v.array(v.tuple([v.string(), v.string()])),
  repositories: v.array(v.tuple([v.string(), Repository])),
  gitHub: v.array(v.tuple([v.string(), v.object({ at: v.number(), requests: v.array(Request) })])),
});

/** What was found out before, by the folder that holds a repository's data. */
export interface FactsCache {
  /** The repository that a folder was found to lie in; null when it was never looked into. */
  repositoryOf(folder: string): string | null;
  keepRepositoryOf(folder: string, repository: string): void;
  /** Null where something changed since. */
  facts(repository: string, stamp: string): RepositoryFacts | null;
  keepFacts(repository: string, stamp: string, facts: RepositoryFacts): void;
  /** What GitHub said and when (ms). */
  gitHub(repository: string): { at: number; requests: readonly GitHubRequest[] } | null;
  keepGitHub(repository: string, at: number, requests: readonly GitHubRequest[]): void;
  /** Writes down what is new. A folder that cannot be written to only costs the time to find it out again. */
  save(): void;
}

/** Opens what is kept in the state folder; whatever cannot be read is found out again. */
export function openFactsCache(home: string): FactsCache {
  const path = join(home, NAME);
  const kept = readKept(path);
  const folders = new Map(kept?.folders);
  const repositories = new Map(kept?.repositories);
  const gitHub = new Map(kept?.gitHub);
  let isChanged = false;
  return {
    repositoryOf: (folder) => folders.get(folder) ?? null,
    keepRepositoryOf(folder, repository) {
      isChanged ||= folders.get(folder) !== repository;
      folders.set(folder, repository);
    },
    facts(repository, stamp) {
      const known = repositories.get(repository);
      if (known?.stamp !== digest(stamp)) return null;
      const { name, web, defaultBranch, branches } = known;
      return { name, web, defaultBranch, branches: new Map(branches) };
    },
    keepFacts(repository, stamp, facts) {
      isChanged = true;
      repositories.set(repository, {
        ...facts,
        stamp: digest(stamp),
        branches: [...facts.branches] as never,
      });
    },
    gitHub: (repository) => gitHub.get(repository) ?? null,
    keepGitHub(repository, at, requests) {
      isChanged = true;
      gitHub.set(repository, { at, requests: [...requests] });
    },
    save() {
      if (!isChanged) return;
      isChanged = false;
      const file = {
        version: VERSION,
        folders: [...folders],
        repositories: [...repositories],
        gitHub: [...gitHub],
      };
      try {
        writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch {
        // A full disk, a folder of another user: told by whoever needs it.
      }
    },
  };
}

function readKept(path: string): v.InferOutput<typeof File> | null {
  try {
    const parsed = v.safeParse(File, JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
