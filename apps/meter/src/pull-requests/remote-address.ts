/** Where a repository is kept, as its remote says. */
export interface RemoteAddress {
  /** In lower case, without a port. */
  host: string;
  /** `owner/name`, without `.git`. */
  path: string;
}

/** `git@github.com:owner/name.git` */
const SCP = /^(?:[^@/\s]+@)?([\w.-]{2,}):(?!\/\/)\/?([^\s]+)$/;
const URL_SCHEMES = ['https:', 'http:', 'ssh:', 'git:', 'git+ssh:'];

/** Understands the address of a remote; null for folders and whatever names no host. User and password are left out. */
export function parseRemote(address: string): RemoteAddress | null {
  // A drive letter is no host.
  if (/^[A-Za-z]:[\\/]/.test(address)) return null;
  if (URL.canParse(address) && URL_SCHEMES.includes(new URL(address).protocol)) {
    const url = new URL(address);
    return remote(url.hostname, url.pathname);
  }
  const scp = address.includes('://') ? null : SCP.exec(address);
  return scp === null ? null : remote(scp[1] ?? '', scp[2] ?? '');
}

function remote(host: string, path: string): RemoteAddress | null {
  const plain = path
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '');
  return host === '' || plain === '' ? null : { host: host.toLowerCase(), path: plain };
}

/** Where a pull request is to be seen; null where the kind of site is not known by its name. */
export function pullRequestUrl(web: string | null, number: number | null): string | null {
  if (web === null || number === null) return null;
  const { hostname } = new URL(web);
  if (/(^|\.)github\./.test(hostname)) return `${web}/pull/${number}`;
  if (/(^|\.)gitlab\./.test(hostname)) return `${web}/-/merge_requests/${number}`;
  if (hostname === 'bitbucket.org') return `${web}/pull-requests/${number}`;
  return /(^|\.)(codeberg|gitea|forgejo)\./.test(hostname) ? `${web}/pulls/${number}` : null;
}

/** The address of a repository in the web. */
export function webAddress({ host, path }: RemoteAddress): string | null {
  const address = `https://${host}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return URL.canParse(address) ? address : null;
}
