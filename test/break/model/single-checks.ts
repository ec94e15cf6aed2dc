import { type Shown, usageText } from './reference-model.ts';
import { servedFetch } from './served-rows.ts';
import { BAD_POSTS } from './steps.ts';
import type { World } from './world.ts';

export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** A post that must be refused, with words. */
export async function checkBadPost(ask: Ask, which: number): Promise<void> {
  const bad = BAD_POSTS[which];
  if (bad === undefined) return;
  const answer = await ask('/snapshots', { method: 'POST', headers: bad.headers, body: bad.body });
  const text = await answer.text();
  if (answer.status !== bad.status) {
    throw new Error(`answered with ${answer.status} instead of ${bad.status}: ${text}`);
  }
  if (!/"error":"./.test(text)) throw new Error(`no words: ${text}`);
}

/** A reading that must be answered; on a full disk it may say why not. */
export async function checkReading(ask: Ask, path: string, isFull: boolean): Promise<void> {
  const answer = await ask(path);
  const text = await answer.text();
  // Before the first reading of an org there is no history of it.
  const isFine =
    answer.status === 200 ||
    (answer.status === 404 && text.includes('There is no history')) ||
    (isFull && [500, 503, 507].includes(answer.status));
  if (!isFine) throw new Error(`${path} was answered with ${answer.status}: ${text.slice(0, 300)}`);
}

/** The own path: it asks claude.ai with the browser's login, and shows what it was served. */
export async function checkPoll(
  ask: Ask,
  simulator: World['simulator'],
  { percent, now }: { percent: string; now: number },
): Promise<void> {
  const [org] = (await simulator.state()).orgs;
  if (org === undefined) throw new Error('claude.ai has no org');
  const body = usageText(percent);
  await simulator.setUsage(org.uuid, body);
  const headers = { 'content-type': 'application/json' };
  const answer = await ask('/api/refresh', { method: 'POST', headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`a refresh was answered with ${answer.status}: ${text}`);
  const fetched = servedFetch(text, org.uuid);
  // A clock that went back a little leaves a reading of later than now: by its time it is the newer one for so long.
  if (fetched !== null && fetched.at > now) return;
  if (fetched?.usage !== body)
    throw new Error(`claude.ai served ${body}, shown is ${fetched?.usage ?? text}`);
}

/** `GET /snapshots/{org}/usage` is the newest body of an org, to the byte. */
export async function checkUsageBody(ask: Ask, expected: readonly Shown[]): Promise<void> {
  const org = expected.find(({ usage }) => usage !== null)?.org_uuid;
  if (org === undefined) return;
  const known = expected.filter((row) => row.org_uuid === org && row.usage !== null);
  const newest = Math.max(...known.map((row) => Date.parse(row.fetched_at)));
  const body = await (await ask(`/snapshots/${org}/usage`)).text();
  const isNewest = known.some((row) => Date.parse(row.fetched_at) === newest && row.usage === body);
  if (!isNewest) throw new Error(`the body is ${body}`);
}
