import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { elementsOf, membersOf } from '@claude-meter/wire';
import { type Accepted, lostFrom } from './history-check.ts';
import { type ModelMeter, type Said, startModelMeter } from './meter-process.ts';
import {
  afterForget,
  afterPost,
  afterRestart,
  believed,
  byPlace,
  type Known,
  NOTHING_KNOWN,
  type Shown,
  shownOf,
  usageText,
} from './reference-model.ts';
import { BAD_POSTS, type Entry, ORGS, READS, SESSIONS, type Step } from './steps.ts';
import type { World } from './world.ts';

/** When a run begins: a Sunday morning. */
const BEGUN = Date.UTC(2026, 10, 22, 10);

export interface Driven {
  steps: number;
  requests: number;
  accepted: number;
  restarts: number;
  kills: number;
  faults: number;
  clockMoves: number;
  polls: number;
  /** What the bridge said and the model did not, with the step. */
  wrong: string | null;
}

/** Runs steps against a real meter and the model beside it, until they disagree. */
export async function drive(world: World, steps: readonly Step[], said: Said): Promise<Driven> {
  const run = new ModelRun(world, said);
  let at = 0;
  try {
    await run.begin();
    for (const step of steps) {
      await run.take(step);
      await run.compare();
      at += 1;
    }
    await run.finish();
  } catch (error) {
    run.done.wrong = `step ${at} ${JSON.stringify(steps[at] ?? 'the end')}: ${(error as Error).message}`;
    await run.abandon();
  }
  return { ...run.done, steps: at };
}

class ModelRun {
  readonly done: Driven = {
    ...{ steps: 0, requests: 0, accepted: 0, restarts: 0, kills: 0, faults: 0, clockMoves: 0, polls: 0 },
    wrong: null,
  };
  readonly #world: World;
  readonly #said: Said;
  #now = BEGUN;
  #known: Known = NOTHING_KNOWN;
  /** What would be read from the disk. */
  #saved: Known = NOTHING_KNOWN;
  #accepted: Accepted[] = [];
  #isFull = false;
  #meter: ModelMeter | null = null;

  constructor(world: World, said: Said) {
    this.#world = world;
    this.#said = said;
  }

  async begin(): Promise<void> {
    this.#world.fillDisk(false);
    for (const name of readdirSync(this.#world.home)) {
      if (name !== 'config.json') rmSync(join(this.#world.home, name), { recursive: true, force: true });
    }
    await this.#start();
  }

  async finish(): Promise<void> {
    await this.#fill(false);
    await this.#post(0, [{ org: 0, age: 0, percent: '50.5', problem: null }]);
    await this.#end('SIGTERM');
    this.#expectHistory();
  }

  async abandon(): Promise<void> {
    this.#world.fillDisk(false);
    await this.#meter?.end('SIGKILL').catch(() => {});
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'post':
        return this.#post(step.session, step.entries);
      case 'bad':
        return this.#postBad(step.which);
      case 'wait':
        this.done.clockMoves += 1;
        await this.#setClock(this.#now + step.ms);
        // What is too old goes with the next thing that comes in, from whoever: here that is now.
        return this.#post(0, []);
      case 'forget':
        return this.#forget(step.org);
      case 'restart':
        return this.#restart(step.how);
      case 'crash':
        return this.#crash(step);
      case 'damage':
        return this.#damage(step.how);
      case 'disk':
        return this.#fill(step.full);
      case 'poll':
        return this.#poll(step.percent);
      case 'read':
        return this.#read(READS[step.what] ?? '/healthz');
    }
  }

  /** Holds `GET /snapshots` and each usage body against the model. */
  async compare(): Promise<void> {
    const served = await this.#served();
    const expected = shownOf(this.#known, this.#now);
    if (!isDeepStrictEqual(served, expected)) {
      throw new Error(`served ${JSON.stringify(served)} instead of ${JSON.stringify(expected)}`);
    }
    const [first] = expected.filter(({ usage }) => usage !== null);
    if (first === undefined) return;
    const newest = expected
      .filter((row) => row.org_uuid === first.org_uuid && row.usage !== null)
      .map((row) => ({ at: Date.parse(row.fetched_at), usage: row.usage }));
    const best = Math.max(...newest.map(({ at }) => at));
    const body = await (await this.#ask(`/snapshots/${first.org_uuid}/usage`)).text();
    if (!newest.some(({ at, usage }) => at === best && usage === body))
      throw new Error(`the body is ${body}`);
  }

  async #start(): Promise<void> {
    let started = await startModelMeter(this.#world.env, this.#now, this.#said);
    if (!started.ok && this.#isFull) {
      // On a full disk it says so and ends; with room again it starts.
      if (!/disk|full|space|cannot/i.test(started.refused)) throw new Error(`refused: ${started.refused}`);
      await this.#fill(false);
      started = await startModelMeter(this.#world.env, this.#now, this.#said);
    }
    if (!started.ok) throw new Error(`it does not start: ${started.refused}`);
    this.#meter = started.meter;
  }

  async #end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#meter?.end(how);
    this.done.restarts += 1;
    if (how === 'SIGKILL') this.done.kills += 1;
  }

  async #restart(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#end(how);
    this.#expectHistory();
    await this.#start();
    this.#known = afterRestart(this.#saved, this.#now);
  }

  async #setClock(now: number): Promise<void> {
    this.#now = now;
    await this.#meter?.order({ now });
  }

  async #post(session: number, entries: readonly Entry[]): Promise<void> {
    await this.#setClock(this.#now + 1);
    const taken = believed(entries);
    const answer = await this.#ask('/snapshots', postOf(session, entries, this.#now));
    const expected = entries.length > 0 && taken.length === 0 ? 400 : 200;
    if (answer.status !== expected)
      throw new Error(`a post was answered with ${answer.status}: ${await answer.text()}`);
    if (expected === 400) return;
    const { accepted } = (await answer.json()) as { accepted: number };
    if (accepted !== taken.length) throw new Error(`${accepted} of ${taken.length} were accepted`);
    this.#known = afterPost(this.#known, session, taken, this.#now);
    this.done.accepted += accepted;
    await this.#noteSaved(session, taken);
  }

  /** What was accepted must survive from here on, unless the meter says that it could not write. */
  async #noteSaved(session: number, taken: readonly Entry[]): Promise<void> {
    if (this.#isFull) {
      const { ok } = (await (await this.#ask('/healthz')).json()) as { ok: boolean };
      if (!ok) return;
    }
    this.#saved = this.#known;
    for (const { org, age, percent } of taken) {
      if (percent === null) continue;
      this.#accepted.push({
        org,
        session,
        at: Math.min(this.#now - age, this.#now),
        percent: Number(percent),
      });
    }
  }

  async #postBad(which: number): Promise<void> {
    const bad = BAD_POSTS[which];
    if (bad === undefined) return;
    const answer = await this.#ask('/snapshots', { method: 'POST', headers: bad.headers, body: bad.body });
    const text = await answer.text();
    if (answer.status !== bad.status)
      throw new Error(`answered with ${answer.status} instead of ${bad.status}: ${text}`);
    if (!/"error":"./.test(text)) throw new Error(`no words: ${text}`);
  }

  async #forget(org: number): Promise<void> {
    await this.#meter?.order({ forget: ORGS[org] ?? '' });
    this.#known = afterForget(this.#known, org, this.#now);
    await this.#noteSaved(0, []);
  }

  async #crash({ session, entry, afterMs }: Extract<Step, { do: 'crash' }>): Promise<void> {
    const wasFull = this.#isFull;
    await this.#setClock(this.#now + 1);
    const post = this.#ask('/snapshots', postOf(session, [entry], this.#now)).catch(() => null);
    await sleep(afterMs);
    await this.#end('SIGKILL');
    const answer = await post;
    const with_ = afterPost(this.#known, session, believed([entry]), this.#now);
    await this.#start();
    const candidates = answer?.status === 200 && !wasFull ? [with_] : [this.#saved, with_, this.#known];
    const served = await this.#served();
    const found = candidates.find((one) =>
      isDeepStrictEqual(served, shownOf(afterRestart(one, this.#now), this.#now)),
    );
    if (found === undefined)
      throw new Error(
        `after a kill (answered ${answer?.status}, disk ${wasFull ? 'full' : 'well'}) served ${JSON.stringify(served)}; there lie ${readdirSync(this.#world.home)}`,
      );
    this.#saved = found;
    this.#known = afterRestart(found, this.#now);
  }

  /** The file is damaged while nobody runs: it is put aside, and nothing of it is shown. */
  async #damage(how: Extract<Step, { do: 'damage' }>['how']): Promise<void> {
    await this.#end('SIGTERM');
    this.#expectHistory();
    this.done.faults += 1;
    const path = join(this.#world.home, 'history.db');
    if (!existsSync(path)) throw new Error('there is no history');
    await damage(path, how);
    const before = asideIn(this.#world.home);
    await this.#start();
    const served = await this.#served();
    const wanted = shownOf(afterRestart(this.#saved, this.#now), this.#now);
    const isAside = asideIn(this.#world.home) > before;
    // The log beside a damaged file may hold all of it, and what lies in the middle may not be needed yet.
    const isWhole = !isAside && how !== 'gone' && isDeepStrictEqual(served, wanted);
    if (!isWhole && served.length > 0) {
      throw new Error(`of a damaged file it serves ${JSON.stringify(served)}`);
    }
    if (!isWhole && how === 'head' && !isAside) throw new Error('the damaged file is gone');
    // Damage that nobody has met yet would be met at some other step.
    if (isWhole) await this.#beginAnew(path);
    this.#known = { ...NOTHING_KNOWN, restoredAt: this.#now };
    this.#saved = this.#known;
    this.#accepted = [];
  }

  async #beginAnew(path: string): Promise<void> {
    await this.#end('SIGTERM');
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    await this.#start();
  }

  async #fill(full: boolean): Promise<void> {
    if (!this.#world.hasDisk || full === this.#isFull) return;
    this.#isFull = full;
    if (full) this.done.faults += 1;
    this.#world.fillDisk(full);
  }

  /** The own path: asks claude.ai with the browser's login and shows what it was served. */
  async #poll(percent: string): Promise<void> {
    const { simulator } = this.#world;
    const [org] = (await simulator.state()).orgs;
    if (org === undefined) throw new Error('claude.ai has no org');
    const body = usageText(percent);
    await simulator.setUsage(org.uuid, body);
    this.done.polls += 1;
    const answer = await this.#ask('/api/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`a refresh was answered with ${answer.status}: ${text}`);
    const row = elementsOf(text).find((one) => one.includes(org.uuid) && one.includes('"source":"cookies"'));
    const served = row === undefined ? undefined : membersOf(row).get('usage');
    // A clock that went back a little leaves a reading of later than now: the newer one by its time stays for so long.
    const { fetched_at } = JSON.parse(row ?? '{}') as { fetched_at?: string };
    if (fetched_at !== undefined && Date.parse(fetched_at) > this.#now) return;
    if (served !== body) throw new Error(`claude.ai served ${body}, shown is ${served ?? text}`);
    // Its own row is no business of the model, but it was saved with everything else.
    await this.#noteSaved(0, []);
  }

  async #read(path: string): Promise<void> {
    const answer = await this.#ask(path);
    const text = await answer.text();
    // Before the first reading of an org there is no history of it.
    const isFine =
      answer.status === 200 ||
      (answer.status === 404 && text.includes('There is no history')) ||
      (this.#isFull && [500, 503, 507].includes(answer.status));
    if (!isFine) throw new Error(`${path} was answered with ${answer.status}: ${text.slice(0, 300)}`);
  }

  async #ask(path: string, init?: RequestInit): Promise<Response> {
    this.done.requests += 1;
    return fetch(`${this.#meter?.base}${path}`, init);
  }

  /** The rows of posts, as they are served; those that the meter has fetched itself are left out. */
  async #served(): Promise<Shown[]> {
    const text = await (await this.#ask('/snapshots')).text();
    const rows = elementsOf(text).map((element) => ({ element, row: JSON.parse(element) as ServedRow }));
    return rows
      .filter(({ row }) => row.source === 'extension')
      .map(({ element, row }) => {
        const usage = membersOf(element).get('usage');
        const { org_uuid, browser, stale, fetched_at } = row;
        const kept = usage === undefined || usage === 'null' ? null : usage;
        return { org_uuid, browser, stale, fetched_at, usage: kept, problem: row.problem?.kind ?? null };
      })
      .sort(byPlace);
  }

  #expectHistory(): void {
    const lost = lostFrom(join(this.#world.home, 'history.db'), this.#accepted);
    if (lost.length > 0) throw new Error(`lost from the history: ${JSON.stringify(lost.slice(0, 3))}`);
    this.#accepted = this.#accepted.slice(-2_000);
  }
}

interface ServedRow {
  org_uuid: string;
  browser: string;
  stale: boolean;
  fetched_at: string;
  source: string;
  problem: { kind: string } | null;
}

function postOf(session: number, entries: readonly Entry[], now: number): RequestInit {
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

async function damage(path: string, how: 'head' | 'middle' | 'cut' | 'gone'): Promise<void> {
  const { size } = statSync(path);
  if (how === 'gone') {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  } else if (how === 'cut') {
    truncateSync(path, Math.floor(size / 3));
  } else if (how === 'head') {
    writeFileSync(path, Buffer.alloc(size, 'not a database '));
  } else {
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor(size / 2 / 4096) * 4096);
    await file.close();
  }
}

function asideIn(home: string): number {
  return readdirSync(home).filter((name) => name.includes('.damaged-')).length;
}
