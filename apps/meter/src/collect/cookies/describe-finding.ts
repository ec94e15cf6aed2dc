import type { FindingDetail, KeyStore, Place, SourceFinding } from './session.ts';

const KEY_STORE_NAMES: Record<KeyStore, string> = {
  secret_service: 'the keyring (Secret Service)',
  kwallet: 'KWallet',
  keyring: 'the keyring',
  keychain: 'the macOS Keychain',
  dpapi: 'Windows data protection (DPAPI)',
};

const USE_THE_EXTENSION = 'Install the ClaudeMeter extension in this browser: it needs no key.';

interface Words {
  says: string;
  advice: string | null;
}

/** Puts a finding into words. The words never contain a cookie value or key material. */
export function describeFinding(place: Place, detail: FindingDetail): SourceFinding {
  const where = `${place.browser}, profile ${JSON.stringify(place.profile)}${
    place.container === null ? '' : `, container ${JSON.stringify(place.container)}`
  }`;
  return { ...place, ...detail, ...words(where, place.browser, detail) };
}

function words(where: string, browser: string, detail: FindingDetail): Words {
  switch (detail.kind) {
    case 'session':
      return {
        says: `${where}: logged in to claude.ai (${detail.names.length} cookies${
          detail.omitted === 0 ? '' : `, ${detail.omitted} more could not be read`
        }).`,
        advice: null,
      };
    case 'no_claude_cookies':
      return { says: `${where}: no cookies of claude.ai.`, advice: null };
    case 'anonymous':
      return {
        says: `${where}: claude.ai was visited, but nobody is logged in there.`,
        advice: `Log in to https://claude.ai in ${browser} if you want this profile shown.`,
      };
    case 'expired':
      return {
        says: `${where}: the login at claude.ai ran out at ${new Date(detail.expiredAt).toISOString()}.`,
        advice: `Log in to https://claude.ai in ${browser} again.`,
      };
    case 'app_bound':
      return {
        says: `${where}: the cookies are bound to ${browser} itself (v20) and cannot be read from outside.`,
        advice: USE_THE_EXTENSION,
      };
    case 'scheme_unknown':
      return {
        says: `${where}: the cookies are encrypted in an unknown way (${JSON.stringify(detail.scheme)}).`,
        advice: USE_THE_EXTENSION,
      };
    case 'in_use':
    case 'unreadable':
    case 'half_written':
    case 'schema_unknown':
      return storeWords(where, browser, detail);
    case 'key_locked':
    case 'key_missing':
    case 'key_denied':
    case 'key_timeout':
    case 'key_failed':
    case 'key_wrong':
    case 'key_not_asked':
      return keyWords(where, browser, detail);
  }
}

type StoreDetail = Extract<
  FindingDetail,
  { kind: 'in_use' | 'unreadable' | 'half_written' | 'schema_unknown' }
>;

function storeWords(where: string, browser: string, detail: StoreDetail): Words {
  switch (detail.kind) {
    case 'in_use':
      return {
        says: `${where}: ${browser} holds its cookie store and it could not be copied (${detail.code}).`,
        advice: `Close ${browser} and look again, or use the ClaudeMeter extension in it.`,
      };
    case 'unreadable':
      return {
        says: `${where}: the cookie store could not be read (${detail.code}).`,
        advice: 'Check that your user may read the file named in "path".',
      };
    case 'half_written':
      return {
        says: `${where}: the cookie store is damaged or was half written (${detail.code}).`,
        advice: `Start ${browser} once, so that it can repair its store, then look again.`,
      };
    case 'schema_unknown':
      return {
        says: `${where}: the cookie store (version ${detail.version ?? 'unknown'}) has no ${detail.missing
          .map((name) => JSON.stringify(name))
          .join(', ')}.`,
        advice: `${browser} is newer or older than this ClaudeMeter knows: update ClaudeMeter, or use the extension.`,
      };
  }
}

type KeyDetail = Exclude<
  FindingDetail,
  | StoreDetail
  | { kind: 'session' | 'no_claude_cookies' | 'anonymous' | 'expired' | 'app_bound' | 'scheme_unknown' }
>;

function keyWords(where: string, browser: string, detail: KeyDetail): Words {
  const store = detail.keyStore === null ? 'The built-in key' : KEY_STORE_NAMES[detail.keyStore];
  switch (detail.kind) {
    case 'key_locked':
      return {
        says: `${where}: logged in, but ${store} is locked and so are the cookies.`,
        advice: `Unlock ${store} (logging in to your desktop does it), then refresh.`,
      };
    case 'key_missing':
      return {
        says: `${where}: logged in, but ${store} holds no key for ${browser}.`,
        advice: USE_THE_EXTENSION,
      };
    case 'key_denied':
      return {
        says: `${where}: logged in, but access to the key in ${store} was refused.`,
        advice: `Allow it with "Refresh now", or use the ClaudeMeter extension in ${browser}.`,
      };
    case 'key_timeout':
      return {
        says: `${where}: logged in, but ${store} did not answer in time.`,
        advice: 'Answer the question it may have on the screen, then refresh.',
      };
    case 'key_failed':
      return {
        says: `${where}: logged in, but ${store} could not be asked (${detail.reason}).`,
        advice: USE_THE_EXTENSION,
      };
    case 'key_wrong':
      return {
        says: `${where}: logged in, but ${detail.keyStore === null ? 'the built-in key' : `the key from ${store}`} does not fit the cookies.`,
        advice: USE_THE_EXTENSION,
      };
    case 'key_not_asked':
      return {
        says: `${where}: logged in; ${store} has not been asked for the key yet.`,
        advice: 'Refresh to ask for it.',
      };
  }
}
