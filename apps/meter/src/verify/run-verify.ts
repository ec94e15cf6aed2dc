import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExitCode } from '../cli/exit-codes.ts';
import type { Io } from '../cli/io.ts';
import { localStamp } from '../cli/view/local-time.ts';
import { type Line, span } from '../cli/view/styled.ts';
import { findSessions } from '../collect/cookies/find-sessions.ts';
import { createFetcher } from '../collect/upstream.ts';
import type { Settings } from '../settings.ts';
import { type Check, type CheckRequest, check } from './check.ts';
import { checkLines, detail } from './check-lines.ts';
import { createFetchTruth } from './fetch-truth.ts';
import { keepLastVerify } from './last-verify.ts';
import { printLines, printRecord } from './output.ts';
import type { VerifyRequest } from './read-request.ts';
import type { TruthPlace, TruthWorld } from './read-truth.ts';
import { reportOf } from './report.ts';
import { runStepThree } from './step-three.ts';
import { count, EMPTY_TALLY, tallyText } from './tally.ts';
import { verdictLine } from './verdict-line.ts';

/** Does what `verify` was asked to do; the result is the exit code of the verdict. */
export async function runVerify(io: Io, settings: Settings, request: VerifyRequest): Promise<ExitCode> {
  const { place, orgUuid } = request;
  if (place === null) return (await runStepThree(io, stepThreeOf(request, orgUuid))).exit;
  const ending = new AbortController();
  try {
    const world = worldOf(io, settings, ending.signal);
    const once = async () => {
      const found = await check(checkRequestOf(request, place), world);
      const trouble = keepLastVerify(settings.home, found);
      if (trouble !== null) io.stderr.write(`claude-meter: The result is not kept: ${trouble}\n`);
      return found;
    };
    return await (request.watch === null ? checkOnce(io, request, once) : watch(io, request, once));
  } finally {
    ending.abort();
  }
}

async function checkOnce(io: Io, request: VerifyRequest, once: () => Promise<Check>): Promise<ExitCode> {
  const found = await once();
  const goesOn = request.handoffMs !== null && found.verdict.exit === 0;
  if (request.json) printRecord(io, reportOf(found));
  else printLines(io, [...checkLines(found, viewOf(io, request)), [], verdictLine(found.verdict)]);
  if (!goesOn) return found.verdict.exit;
  if (!request.json) printLines(io, [[]]);
  const orgUuid = found.truth.ok ? found.truth.truth.orgUuid : null;
  return (await runStepThree(io, stepThreeOf(request, orgUuid))).exit;
}

/** Checks until it was often enough or Ctrl-C; the newest failure decides the exit code. */
async function watch(io: Io, request: VerifyRequest, once: () => Promise<Check>): Promise<ExitCode> {
  const { everyMs, times } = request.watch ?? { everyMs: 0, times: 1 };
  const stopped = AbortSignal.any([io.stopped(), io.readerGone]);
  let tally = EMPTY_TALLY;
  while (!stopped.aborted && tally.checks < times) {
    const found = await once();
    if (stopped.aborted) break;
    tally = count(tally, found);
    if (request.json) printRecord(io, reportOf(found));
    else printLines(io, [watchLine(found, io.timeZone)]);
    if (tally.checks < times) await pause(everyMs, undefined, { signal: stopped }).catch(() => undefined);
  }
  const failure = tally.lastFailure;
  if (request.json) printRecord(io, { tally: { checks: tally.checks, counts: tally.counts } });
  else printLines(io, [[], ...(failure === null ? [] : [verdictLine(failure)]), detail(tallyText(tally))]);
  return failure?.exit ?? 0;
}

function watchLine({ at, verdict }: Check, timeZone: string): Line {
  return [span(`${localStamp(at, timeZone)}  `, 'dim'), ...verdictLine(verdict).slice(0, 1)];
}

function worldOf(io: Io, settings: Settings, signal: AbortSignal): TruthWorld & { now: () => number } {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const { now, env } = io;
  const find = () => findSessions({ platform, home: homedir(), env, now, signal });
  const fetcher = createFetcher({ upstream: settings.upstream, signal });
  return {
    now,
    fetchTruth: createFetchTruth({ find, fetcher, now }),
    // Opened late: a command that reads no standard input must not wait for it.
    get stdin() {
      return io.stdin;
    },
  };
}

function checkRequestOf(request: VerifyRequest, place: TruthPlace): CheckRequest {
  const { orgUuid, accountEmail, port, page, tracker } = request;
  return { truth: { place, orgUuid, accountEmail }, port, page, tracker };
}

function stepThreeOf(request: VerifyRequest, orgUuid: string | null) {
  return { port: request.port, orgUuid, limitMs: request.handoffMs ?? 0, json: request.json };
}

function viewOf(io: Io, { all }: VerifyRequest) {
  const columns = io.stdout.isTerminal ? io.stdout.size().columns : Number.POSITIVE_INFINITY;
  return { timeZone: io.timeZone, columns, all };
}
