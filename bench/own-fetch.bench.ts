import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { emptyState } from '@claude-meter/core';
import { Collector } from '../apps/meter/src/collect/collector.ts';
import { createSessionFinder } from '../apps/meter/src/collect/cookies/find-sessions.ts';
import { makeFirefoxStore } from '../apps/meter/src/collect/cookies/testing/make-stores.ts';
import { createFetcher } from '../apps/meter/src/collect/upstream.ts';
import { prepareHome } from '../apps/meter/src/home-folder.ts';
import { createIngest } from '../apps/meter/src/ingest.ts';
import { createPublisher } from '../apps/meter/src/published.ts';
import { openStore } from '../apps/meter/src/store/sqlite-store.ts';
import { type Comparison, median, printComparisons, printMeasures } from './comparison.ts';
import { residentMib } from './processes.ts';

const MINUTE = 60_000;
const POLLS = 10_000;
/** After so many everything is warm: what grows from here on leaks. */
const WARM = 2_000;
const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const SITE = fileURLToPath(new URL('./usage-site.ts', import.meta.url));

/** The own fetch path: three orgs of a session in a Firefox profile, over TLS. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const caFile = join(folder, 'ca.pem');
  const site = spawn(process.execPath, [SITE, caFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(site.stdout, 'data')) as [Buffer];
    const origin = `https://127.0.0.1:${Number(line.toString())}`;
    setDefaultCACertificates([...getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
    const user = join(folder, 'user');
    makeProfile(user);
    const comparisons = [await firstNumber(folder, { origin, caFile, user })];
    const own = startOwnPath(folder, { origin, user });
    const poll = await onePoll(own, origin);
    comparisons.push(poll, await tenThousandPolls(own));
    own.end();
    const title = 'The own fetch path (3 orgs, one session in a Firefox profile)';
    const what = 'a poll a minute, of one core';
    const share = { what, value: (poll.ours / MINUTE) * 100, unit: '%', target: { atMost: 0.05 } };
    return printComparisons(title, comparisons) + printMeasures('The own fetch path, by itself', [share]);
  } finally {
    site.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  origin: string;
  user: string;
}

function makeProfile(user: string): void {
  const profile = join(user, '.mozilla', 'firefox', 'x.default');
  mkdirSync(profile, { recursive: true });
  writeFileSync(
    join(user, '.mozilla', 'firefox', 'profiles.ini'),
    '[Profile0]\nName=default\nIsRelative=1\nPath=x.default\nDefault=1\n',
  );
  const created = Date.now() - MINUTE;
  const expiry = Date.now() + 90 * 24 * 60 * MINUTE;
  makeFirefoxStore(join(profile, 'cookies.sqlite'), [
    { host: '.claude.ai', name: 'sessionKey', value: 'sk-ant-sid01-bench', created, expiry },
  ]).close();
}

/** From the start of the program to its first fresh number, against the moment at which it answers at all. */
async function firstNumber(
  folder: string,
  { origin, caFile, user }: Place & { caFile: string },
): Promise<Comparison> {
  const numbers: number[] = [];
  const answers: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: user,
      CLAUDE_METER_HOME: join(folder, `first-${round}`),
      CLAUDE_METER_PORT: String(port),
      CLAUDE_METER_UPSTREAM: origin,
      NODE_EXTRA_CA_CERTS: caFile,
    };
    const started = performance.now();
    const child = spawn(process.execPath, [METER, 'run'], { env, stdio: 'ignore' });
    answers.push((await until(`http://127.0.0.1:${port}/healthz`, () => true)) - started);
    const isFresh = (body: string) => body.includes('"stale":false');
    numbers.push((await until(`http://127.0.0.1:${port}/snapshots`, isFresh)) - started);
    await ended(child);
  }
  return {
    what: 'start to first number, warm profile',
    ours: median(numbers),
    other: median(answers),
    unit: 'ms',
    against: 'start to first answer of any kind',
    target: { atMost: 2 },
  };
}

async function until(url: string, isIt: (body: string) => boolean): Promise<number> {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    const body = await fetch(url).then(
      (answer) => answer.text(),
      () => null,
    );
    if (body !== null && isIt(body)) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${url} does not answer. Was the meter built? npm run build`);
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, 'exit');
}

/** The own path in this process, its clock in our hands. */
function startOwnPath(folder: string, { origin, user }: Place) {
  const home = join(folder, 'home');
  prepareHome(home);
  const clock = { now: Date.now() };
  const time = () => clock.now;
  const ending = new AbortController();
  const opened = openStore(home, clock.now);
  if (!opened.ok) throw new Error(opened.error);
  const { store } = opened;
  const { signal } = ending;
  const publisher = createPublisher(emptyState(), { clock: time, freshnessMs: 2 * MINUTE, run: 'b', signal });
  const ingest = createIngest(emptyState(), { store, publisher, clock: time });
  const finder = createSessionFinder({ platform: 'linux', home: user, env: { HOME: user }, now: time });
  const collector = new Collector({
    settings: { home, pollMs: MINUTE, freshnessMs: 2 * MINUTE },
    ingest,
    finder,
    fetcher: createFetcher({ upstream: origin, signal }),
    clock: time,
    random: () => 0,
    signal,
  });
  const poll = async () => {
    clock.now += MINUTE;
    await collector.tick();
  };
  const end = () => {
    ending.abort();
    store.close();
  };
  return { poll, end, fresh: () => publisher.current().snapshots.filter(({ stale }) => !stale).length };
}

type OwnPath = ReturnType<typeof startOwnPath>;

const ROUNDS = 300;

/** CPU of a steady poll, against three GETs over a kept connection whose bodies are parsed. */
async function onePoll(own: OwnPath, origin: string): Promise<Comparison> {
  for (let n = 0; n < 50; n += 1) await own.poll();
  if (own.fresh() !== 3) throw new Error('The own path does not deliver.');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bare = async () => {
    for (const n of [1, 2, 3]) {
      JSON.parse(
        await text(`${origin}/api/organizations/d03d2d69-0000-4000-8000-00000000000${n}/usage`, agent),
      );
    }
  };
  for (let n = 0; n < 50; n += 1) await bare();
  const before = JSON.parse(await text(`${origin}/count`, agent)) as { bytes: number; requests: number };
  const ours = await cpuPer(own.poll);
  const after = JSON.parse(await text(`${origin}/count`, agent)) as typeof before;
  const other = await cpuPer(bare);
  agent.destroy();
  const requests = (after.requests - before.requests) / ROUNDS;
  const bytes = (after.bytes - before.bytes) / ROUNDS;
  console.log(
    `\n  a poll of three orgs: ${requests.toFixed(2)} requests, ${(bytes / 1024).toFixed(1)} KiB of headers and bodies`,
  );
  return {
    what: 'CPU of one poll: ask, merge, record, publish',
    ours,
    other,
    unit: 'ms',
    against: 'three GETs and JSON.parse',
    target: null,
  };
}

async function cpuPer(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < ROUNDS; n += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ROUNDS;
}

function text(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    }).on('error', reject);
  });
}

/** Memory after a week of polls, against memory after its first day and a half. */
async function tenThousandPolls(own: OwnPath): Promise<Comparison> {
  for (let n = 0; n < WARM; n += 1) await own.poll();
  const warm = heapMib();
  for (let n = WARM; n < POLLS; n += 1) await own.poll();
  const end = heapMib();
  if (own.fresh() !== 3) throw new Error('The own path has stopped delivering.');
  console.log(
    `  resident after ${POLLS} polls: ${residentMib(process.pid).toFixed(0)} MiB, this benchmark included`,
  );
  return {
    what: `heap after ${POLLS} polls`,
    ours: end,
    other: warm,
    unit: 'MiB',
    against: `after ${WARM}`,
    target: { atMost: 1.1 },
  };
}

function heapMib(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
