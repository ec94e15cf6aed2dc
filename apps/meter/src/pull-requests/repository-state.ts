import type { Git } from './git.ts';
import { parseRemote, type RemoteAddress } from './remote-address.ts';
import type { ProgramAnswer } from './run-program.ts';

/** What a repository holds at the moment: enough to tell whether anything changed. */
export interface RepositoryState {
  /** Full name → commit. */
  refs: ReadonlyMap<string, string>;
  /** Full name of the default branch as the remote names it, null where it does not. */
  remoteHead: string | null;
  /** Of `origin`, else of the first remote. */
  remote: RemoteAddress | null;
  /** Names of the remotes. */
  remotes: readonly string[];
  /** Branch → number of its pull request, as tools that check one out write it down. */
  numbers: ReadonlyMap<string, number>;
  /** Changes when any of it does. */
  stamp: string;
}

export type StateAnswer =
  | { ok: true; state: RepositoryState }
  | { ok: false; answer: ProgramAnswer & { ok: false } };

const REF_FORMAT = '--format=%(objectname) %(refname) %(symref)';
const WANTED_CONFIG = '^(remote\\..*\\.url|branch\\..*\\.(merge|github-pr-owner-number))$';
/** No such key: git says so by this code. */
const NOTHING_FOUND = 1;

/** Reads refs and the few settings that matter. */
export async function readState(git: Git): Promise<StateAnswer> {
  const refs = await git(['for-each-ref', REF_FORMAT, 'refs/heads', 'refs/remotes']);
  if (!refs.ok) return { ok: false, answer: refs };
  const config = await git(['config', '--null', '--get-regexp', WANTED_CONFIG]);
  const isEmpty = !config.ok && config.kind === 'failed' && config.code === NOTHING_FOUND;
  if (!config.ok && !isEmpty) return { ok: false, answer: config };
  return { ok: true, state: parseState(refs.out, config.ok ? config.out : '') };
}

/** @param refLines `commit name symref` per line @param config `key\nvalue\0` per setting */
export function parseState(refLines: string, config: string): RepositoryState {
  const refs = new Map<string, string>();
  let remoteHead: string | null = null;
  for (const line of refLines.split('\n')) {
    const [commit = '', name = '', symref = ''] = line.split(' ');
    if (symref !== '') {
      if (name === 'refs/remotes/origin/HEAD' || remoteHead === null) remoteHead = symref;
    } else if (/^[0-9a-f]{40,64}$/.test(commit)) refs.set(name, commit);
  }
  const urls = new Map<string, string>();
  const numbers = new Map<string, number>();
  for (const setting of config.split('\0')) {
    const split = setting.indexOf('\n');
    const key = setting.slice(0, split);
    const value = setting.slice(split + 1);
    const remote = /^remote\.(.+)\.url$/.exec(key)?.[1];
    if (remote !== undefined && !urls.has(remote)) urls.set(remote, value);
    const branch = /^branch\.(.+)\.(?:merge|github-pr-owner-number)$/.exec(key)?.[1];
    const number = numberOf(value);
    if (branch !== undefined && number !== null) numbers.set(branch, number);
  }
  const url = urls.get('origin') ?? [...urls.values()][0];
  return {
    refs,
    remoteHead,
    remote: url === undefined ? null : parseRemote(url),
    remotes: [...urls.keys()],
    numbers,
    stamp: `${refLines}\0${config}`,
  };
}

/** `refs/pull/12/head`, what `gh pr checkout` follows; `owner#name#12`, what an editor's extension notes. */
function numberOf(value: string): number | null {
  const found = /^refs\/(?:pull|merge-requests)\/(\d{1,9})\/|^[^#]+#[^#]+#(\d{1,9})$/.exec(value);
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? null : Number(digits);
}
