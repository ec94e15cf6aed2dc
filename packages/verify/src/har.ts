import { decodeAccount } from '@claude-meter/sources';
import { entriesOf, type HarEntry } from './har-entry.ts';
import { refusalOf } from './refusal.ts';
import type { Truth, TruthProblem, TruthResult } from './truth.ts';

/**
 * Finds step 1 in a DevTools export: the newest answered usage request of the org, its body and its time. Cookies are
 * looked for, never read: their values are in no result.
 *
 * @param text the file
 * @param org the org that is meant; null when the export holds only one
 */
export function readHar(text: string, org: string | null): TruthResult {
  const parsed = parse(text);
  if (parsed === undefined) return fail({ kind: isCutOff(text) ? 'har_truncated' : 'har_foreign' });
  const entries = entriesOf(parsed);
  if (entries === null) return fail({ kind: 'har_foreign' });
  const asked = entries.filter((entry) => entry.usageOrg !== null && entry.method === 'GET');
  const orgs = [...new Set(asked.map((entry) => entry.usageOrg ?? ''))].sort();
  if (orgs.length === 0) return fail({ kind: 'har_no_request', seen: inventory(entries) });
  if (org !== null && !orgs.includes(org)) return fail({ kind: 'har_other_org', asked: org, orgs });
  if (org === null && orgs.length > 1) return fail({ kind: 'har_several_orgs', orgs });
  const wanted = org ?? orgs[0];
  return choose(
    asked.filter((entry) => entry.usageOrg === wanted),
    entries,
  );
}

function choose(requests: readonly HarEntry[], all: readonly HarEntry[]): TruthResult {
  const newestFirst = [...requests].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  const usable = newestFirst.find((entry) => isGood(entry) && entry.body !== null);
  if (usable?.body != null) {
    const truth: Truth = {
      from: 'har',
      orgUuid: usable.usageOrg,
      body: usable.body,
      at: usable.at,
      accountEmail: accountOf(all),
      notes: notesOn(usable, { newestFirst, all }),
    };
    return { ok: true, truth };
  }
  const newest = newestFirst[0];
  if (newest === undefined || isGood(newest)) {
    return fail({ kind: 'har_no_body', sanitised: isSanitised(all) });
  }
  return fail(refusedIn(newest, isSanitised(all)));
}

/** 304 comes without a body of its own: the page drew an older one. */
function isGood({ status }: HarEntry): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

function refusedIn(entry: HarEntry, cookiesRemoved: boolean): TruthProblem {
  const answer = { status: entry.status, headers: entry.responseHeaders, text: entry.body ?? '' };
  const { referer, hasSession } = entry;
  const cause = refusalOf(answer, { referer, hasSession, cookiesRemoved }) ?? 'server';
  return { kind: 'refused', cause, status: entry.status === 0 ? null : entry.status, detail: null };
}

/** An export in which not one request to claude.ai has a cookie was cleaned by the browser that made it. */
function isSanitised(all: readonly HarEntry[]): boolean {
  return !all.some((entry) => entry.hasCookies);
}

function notesOn(entry: HarEntry, given: { newestFirst: readonly HarEntry[]; all: readonly HarEntry[] }) {
  const notes: string[] = [];
  const { newestFirst, all } = given;
  const others = newestFirst.length - 1;
  if (others > 0)
    notes.push(`The export holds ${others} more request(s) of this org; this is the newest with a body.`);
  const failed = newestFirst.slice(0, newestFirst.indexOf(entry)).find((one) => !isGood(one));
  if (failed !== undefined) notes.push(`A newer request of this org was answered with ${failed.status}.`);
  notes.push(
    isSanitised(all)
      ? 'The export is sanitised: it holds no cookies. Nothing more is needed.'
      : 'The export holds cookies: delete it when you are done. Nothing of them is shown or kept here.',
  );
  if (entry.host !== 'claude.ai') notes.push(`It was answered by ${entry.host}, a stand-in for claude.ai.`);
  const bytes = new TextEncoder().encode(entry.body ?? '').length;
  if (entry.size !== null && entry.size > 0 && entry.size !== bytes) {
    notes.push(`The export says that the body has ${entry.size} bytes, but holds ${bytes} of it.`);
  }
  return notes;
}

/** The account of the page, when the export caught the page asking for it too. */
function accountOf(all: readonly HarEntry[]): string | null {
  for (const { path, body } of all) {
    if (path !== '/api/account' || body === null) continue;
    const email = decodeAccount(body)?.email ?? null;
    if (email !== null) return email;
  }
  return null;
}

/** Lines that the inventory of an export may have. */
const MOST_LINES = 12;

/** What an export holds, in lines that a person may paste somewhere: no queries, no ids. */
function inventory(all: readonly HarEntry[]): string[] {
  const counts = new Map<string, number>();
  for (const { method, host, path } of all) {
    const line = host === 'claude.ai' && path.startsWith('/api/') ? `${method} ${masked(path)}` : host;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const lines = [...counts].sort((a, b) => b[1] - a[1]).map(([line, count]) => `${line} (${count})`);
  const left = lines.length - MOST_LINES;
  return left > 0 ? [...lines.slice(0, MOST_LINES), `and ${left} more`] : lines;
}

function masked(path: string): string {
  return path.replace(/[^/]*\d[^/]*|[^/]{25,}/g, '…');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Whether JSON text ends before its brackets and strings do. */
function isCutOff(text: string): boolean {
  let open = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') open += 1;
    else if (character === '}' || character === ']') open -= 1;
  }
  return /^[\s\ufeff]*[{[]/.test(text) && (inString || open > 0);
}

function fail(problem: TruthProblem): TruthResult {
  return { ok: false, problem };
}
