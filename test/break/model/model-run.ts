import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { asideIn, damage } from './damaged-file.ts';
import type { Driven } from './driven.ts';
import { type Accepted, lostFrom } from './history-check.ts';
import { type ModelMeter, type Said, startModelMeter } from './meter-process.ts';
import {
  afterForget,
  afterPost,
  afterRestart,
  BEGUN,
  believed,
  type Known,
  NOTHING_KNOWN,
  type Shown,
  shownOf,
} from './reference-model.ts';
import { postOf, servedPosts } from './served-rows.ts';
import { type Ask, checkBadPost, checkPoll, checkReading, checkUsageBody } from './single-checks.ts';
import { type Entry, ORGS, READS, type Step } from './steps.ts';
import type { World } from './world.ts';

/** One run of a real meter with the model beside it. Whatever they disagree on is thrown. */
export class ModelRun {
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
        return checkBadPost(this.#ask, step.which);
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
        this.done.polls += 1;
        await this.#setClock(this.#now + 1);
        await checkPoll(this.#ask, this.#world.simulator, { percent: step.percent, now: this.#now });
        // Its own row is no business of the model, but it was saved with everything else.
        return this.#noteSaved(0, []);
      case 'read':
        return checkReading(this.#ask, READS[step.what] ?? '/healthz', this.#isFull);
    }
  }

  /** Holds `GET /snapshots` and each usage body against the model. */
  async compare(): Promise<void> {
    const served = await this.#served();
    const expected = shownOf(this.#known, this.#now);
    if (!isDeepStrictEqual(served, expected)) {
      throw new Error(`served ${JSON.stringify(served)} instead of ${JSON.stringify(expected)}`);
    }
    await checkUsageBody(this.#ask, expected);
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
    const disk = wasFull ? 'full' : 'well';
    if (found === undefined)
      throw new Error(`killed on a disk that is ${disk}, it served ${JSON.stringify(served)}`);
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
    // Nothing was restored, so nothing that comes from here on is old, even when the clock goes back.
    this.#known = NOTHING_KNOWN;
    this.#saved = NOTHING_KNOWN;
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

  readonly #ask: Ask = (path, init) => {
    this.done.requests += 1;
    return fetch(`${this.#meter?.base}${path}`, init);
  };

  async #served(): Promise<Shown[]> {
    return servedPosts(await (await this.#ask('/snapshots')).text());
  }

  #expectHistory(): void {
    const lost = lostFrom(join(this.#world.home, 'history.db'), this.#accepted);
    if (lost.length > 0) throw new Error(`lost from the history: ${JSON.stringify(lost.slice(0, 3))}`);
    this.#accepted = this.#accepted.slice(-2_000);
  }
}
