import type { LandingWay, PullRequestState, RepositoryProblem } from '@claude-meter/wire';

/** The work of a branch coming onto the default branch. */
export interface Landing {
  /** Ms since 1970: when the landing commit was made, to the second. */
  at: number;
  way: LandingWay;
  /** Number of the pull or merge request, null where nothing names it. */
  number: number | null;
}

/** What a repository tells of one branch. */
export interface BranchFacts {
  /** The earliest first. A branch may land several times. */
  landings: readonly Landing[];
  /** A pull request that is known to belong to the branch and has not landed. */
  pending: { number: number; isClosed: boolean } | null;
  /** Whether the branch, or what the reflog keeps of it, is there. */
  isKnown: boolean;
  /** Whether nothing is known to be on the branch that has not landed. */
  isDone: boolean;
}

/** What is kept of a repository between two reports. */
export interface RepositoryFacts {
  /** `github.com/owner/name`, else the folder. Never with a user or a password. */
  name: string;
  /** Address of the repository in the web, null where there is none. */
  web: string | null;
  /** Null where no branch can be told to be the default one. */
  defaultBranch: string | null;
  branches: ReadonlyMap<string, BranchFacts>;
}

/** What a request was made for, the same object for all requests of one pull request or branch. */
export interface PullRequest {
  /** Tells it apart from all others; means nothing else. */
  key: string;
  /** `github.com/owner/name`, a folder where there is no remote, null where no folder is known. */
  repository: string | null;
  branch: string | null;
  number: number | null;
  /** Address in the web, null where none is known. */
  url: string | null;
  state: PullRequestState;
  /** Ms since 1970, null unless `landed`. */
  landedAt: number | null;
  way: LandingWay | null;
}

/** A folder that could not be looked into. */
export interface FolderTrouble {
  folder: string;
  problem: RepositoryProblem;
}

/** Says of each request what it was made for. */
export interface PullRequestBook {
  /** @param at ms since 1970 of the request: a branch may have landed before and live on */
  pullRequestOf(cwd: string | null, branch: string | null, at: number): PullRequest;
  /** Folders whose repository could not be read though it is there, or may be there. */
  troubles: readonly FolderTrouble[];
}

/** Where work was done: a folder and a branch of the transcripts, and when it was last done there. */
export interface Workplace {
  cwd: string | null;
  branch: string | null;
  /** Ms since 1970. */
  firstAt: number;
  lastAt: number;
}
