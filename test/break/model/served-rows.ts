import { elementsOf, membersOf } from '@claude-meter/wire';
import { byPlace, type Shown, usageText } from './reference-model.ts';
import { type Entry, ORGS, SESSIONS } from './steps.ts';

interface ServedRow {
  org_uuid: string;
  browser: string;
  stale: boolean;
  fetched_at: string;
  source: string;
  problem: { kind: string } | null;
}

/** The rows of posts in an answer of `GET /snapshots`; those that the meter has fetched itself are left out. */
export function servedPosts(text: string): Shown[] {
  const rows = elementsOf(text).map((element) => ({ element, row: JSON.parse(element) as ServedRow }));
  return rows
    .filter(({ row }) => row.source === 'extension')
    .map(({ element, row }) => {
      const { org_uuid, browser, stale, fetched_at } = row;
      return {
        org_uuid,
        browser,
        stale,
        fetched_at,
        usage: usageOf(element),
        problem: row.problem?.kind ?? null,
      };
    })
    .sort(byPlace);
}

/** What the meter has fetched itself of an org: the body, and when by its clock. */
export function servedFetch(text: string, org: string): { usage: string | null; at: number } | null {
  const row = elementsOf(text).find((one) => one.includes(org) && one.includes('"source":"cookies"'));
  if (row === undefined) return null;
  return { usage: usageOf(row), at: Date.parse((JSON.parse(row) as ServedRow).fetched_at) };
}

function usageOf(element: string): string | null {
  const usage = membersOf(element).get('usage');
  return usage === undefined || usage === 'null' ? null : usage;
}

/** The post of a session. */
export function postOf(session: number, entries: readonly Entry[], now: number): RequestInit {
  const who = SESSIONS[session] ?? SESSIONS[0];
  const snapshots = entries.map(({ org, age, percent, problem }) => {
    const fields = {
      ...who,
      org_uuid: ORGS[org],
      account_email: `person-${org}@example.com`,
      fetched_at: new Date(now - age).toISOString(),
      problem: problem === null ? null : { kind: problem, status: 401, retry_at: null },
      errors: problem === null ? [] : ['It said no.'],
    };
    const usage = percent === null ? 'null' : usageText(percent);
    return `${JSON.stringify(fields).slice(0, -1)},"usage": ${usage} }`;
  });
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `[${snapshots.join(' , ')}]`,
  };
}
