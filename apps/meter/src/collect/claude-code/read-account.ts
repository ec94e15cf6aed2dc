import { readFileSync } from 'node:fs';

/** Who is logged in to Claude Code. */
export interface ClaudeCodeAccount {
  orgUuid: string;
  accountUuid: string | null;
  email: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads `oauthAccount` out of Claude Code's `.claude.json`; null without file, account or organization. */
export function readAccount(path: string): ClaudeCodeAccount | null {
  const text = readText(path);
  return text === null ? null : accountOf(text);
}

/** Nothing but these three fields is looked at. */
export function accountOf(text: string): ClaudeCodeAccount | null {
  try {
    const { oauthAccount } = JSON.parse(text) as { oauthAccount?: Record<string, unknown> | null };
    const { organizationUuid, accountUuid, emailAddress } = oauthAccount ?? {};
    if (typeof organizationUuid !== 'string' || !UUID.test(organizationUuid)) return null;
    return {
      orgUuid: organizationUuid.toLowerCase(),
      accountUuid: typeof accountUuid === 'string' ? accountUuid : null,
      email: typeof emailAddress === 'string' && emailAddress.length <= 320 ? emailAddress : null,
    };
  } catch {
    return null;
  }
}

/** The file is rewritten by Claude Code all day long: what is half written now is whole the next time. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
