import { asObject, asQuantity, asText, parseObject } from '../json-fields.ts';

/** What `claudeAiOauth` of Claude Code's credentials holds, as far as it is needed. The refresh token is not read. */
export type DecodedCredentials =
  | { kind: 'login'; accessToken: string; expiresAt: number | null }
  /** Credentials, but none of a Claude account: other servers' logins, an API key. */
  | { kind: 'no_login' }
  | { kind: 'unreadable' };

/** Reads `.credentials.json`, or the password of the Keychain item, which has the same text. */
export function decodeCredentials(text: string): DecodedCredentials {
  const credentials = parseObject(text);
  if (credentials === null) return { kind: 'unreadable' };
  const login = asObject(credentials['claudeAiOauth']);
  const accessToken = asText(login?.['accessToken'])?.trim() ?? null;
  // A token goes into a header line: what cannot stand there is none.
  if (accessToken === null || !/^[\x21-\x7e]+$/.test(accessToken)) return { kind: 'no_login' };
  return { kind: 'login', accessToken, expiresAt: asQuantity(login?.['expiresAt']) };
}
