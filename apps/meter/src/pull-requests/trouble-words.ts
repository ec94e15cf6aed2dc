import type { RepositoryProblem } from '@claude-meter/wire';
import type { FolderTrouble } from './pull-request-types.ts';

/** What a person can do about a folder that could not be looked into. The folder is quoted: it may be called anything. */
export function troubleWords({ folder, problem }: FolderTrouble): string {
  return WORDS[problem](JSON.stringify(folder));
}

const WORDS: Readonly<Record<RepositoryProblem, (folder: string) => string>> = {
  gone: (folder) => `${folder}: repository gone; its branches cannot be told to have landed.`,
  no_repository: (folder) => `${folder} lies in no git repository.`,
  foreign_owner: (folder) =>
    `${folder} belongs to another user, so git does not read it. If you trust it: git config --global --add safe.directory ${folder}`,
  not_local: (folder) => `${folder} is no folder of this machine; it is not looked at.`,
  git_missing: (folder) => `${folder}: git is not installed, so that branches cannot be looked up.`,
  timed_out: (folder) => `${folder}: git took too long; it is asked again with the next report.`,
  unreadable: (folder) => `${folder}: git cannot read the repository. See why: git -C ${folder} status`,
};
