import { field } from './json-field.ts';

/** The four containers that Firefox ships have no name of their own in the file, only a text id. */
const BUILT_IN: Record<string, string> = {
  'usercontextpersonal.label': 'Personal',
  'usercontextwork.label': 'Work',
  'usercontextbanking.label': 'Banking',
  'usercontextshopping.label': 'Shopping',
  'user-context-personal': 'Personal',
  'user-context-work': 'Work',
  'user-context-banking': 'Banking',
  'user-context-shopping': 'Shopping',
};

/** Names of the containers in a profile's `containers.json`, by `userContextId`. Unreadable: no names. */
export function parseContainers(text: string): Map<number, string> {
  const names = new Map<number, string>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return names;
  }
  const identities = field(parsed, 'identities');
  if (!Array.isArray(identities)) return names;
  for (const identity of identities) {
    const id = field(identity, 'userContextId');
    const name = nameOf(identity);
    if (typeof id === 'number' && name !== null) names.set(id, name);
  }
  return names;
}

function nameOf(identity: unknown): string | null {
  const name = field(identity, 'name');
  if (typeof name === 'string' && name !== '') return name;
  const textId = field(identity, 'l10nId') ?? field(identity, 'l10nID');
  return typeof textId === 'string' ? (BUILT_IN[textId.toLowerCase()] ?? null) : null;
}

/** Where a row of `moz_cookies` belongs; null: not to a plain visit of https://claude.ai. */
export interface CookieOrigin {
  /** 0 outside of containers. */
  containerId: number;
}

/**
 * Reads `originAttributes`. Private windows and cookies that are partitioned to another site are not
 * part of a login; a partition of claude.ai's own (`(https,claude.ai)`, first party `claude.ai`) is, for
 * Firefox sends those with a visit to the site itself. An attribute that is not known rules the row out.
 */
export function parseOriginAttributes(written: string): CookieOrigin | null {
  if (written === '') return { containerId: 0 };
  if (!written.startsWith('^')) return null;
  let containerId = 0;
  for (const [name, value] of new URLSearchParams(written.slice(1))) {
    if (name === 'userContextId' && /^\d+$/.test(value)) containerId = Number(value);
    else if (name === 'partitionKey' && value === '(https,claude.ai)') continue;
    else if (name === 'firstPartyDomain' && value === 'claude.ai') continue;
    else return null;
  }
  return { containerId };
}
