/** What the message of a commit on the default branch says of where its work came from. */
export interface MergeMessage {
  number: number | null;
  /** The branch that it names; null where it names none. */
  branch: string | null;
}

/** `(#12)` at the end of a title is what GitHub writes when it squashes; `(!12)` is GitLab's. */
const AT_THE_END = /\([#!](\d{1,9})\)\s*$/;
const SEE_REQUEST = /^See merge request \S*!(\d{1,9})\s*$/m;

const MERGES: readonly { form: RegExp; read: (match: RegExpExecArray) => MergeMessage }[] = [
  // GitHub: the owner of the branch, then the branch.
  {
    form: /^Merge pull request #(\d{1,9}) from [^/\s]+\/(\S.*)$/,
    read: ([, number, branch]) => ({ number: Number(number), branch: branch ?? null }),
  },
  // Bitbucket
  {
    form: /^Merged in (\S.*) \(pull request #(\d{1,9})\)$/,
    read: ([, branch, number]) => ({ number: Number(number), branch: branch ?? null }),
  },
  // Azure DevOps
  { form: /^Merged PR (\d{1,9})(?::|$)/, read: ([, number]) => ({ number: Number(number), branch: null }) },
  // git itself, and GitLab
  {
    form: /^Merge (remote-tracking )?branch '([^']+)'/,
    read: ([, remote, branch = '']) => ({
      number: null,
      branch: remote === undefined ? branch : branch.slice(branch.indexOf('/') + 1),
    }),
  },
];

/** Reads the message of a commit, as the sites and git itself write it. Anything may stand in one: it decides nothing alone. */
export function readMergeMessage(subject: string, body: string): MergeMessage {
  for (const { form, read } of MERGES) {
    const match = form.exec(subject);
    if (match === null) continue;
    const said = read(match);
    return { ...said, number: said.number ?? numberIn(body) };
  }
  const ending = AT_THE_END.exec(subject)?.[1];
  return { number: ending === undefined ? null : Number(ending), branch: null };
}

function numberIn(body: string): number | null {
  const found = SEE_REQUEST.exec(body)?.[1];
  return found === undefined ? null : Number(found);
}
