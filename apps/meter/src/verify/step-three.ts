import { judgeBridge, type Verdict, type VerdictId, verdictOf } from '@claude-meter/verify';
import type { Io } from '../cli/io.ts';
import { askBridge } from './ask-bridge.ts';
import { heading } from './check-lines.ts';
import { followHandoff } from './follow-handoff.ts';
import { beginHandoff, type Handoff, handoffVerdict } from './handoff.ts';
import { handoffHint, handoffLine } from './handoff-lines.ts';
import { printLines, printRecord } from './output.ts';
import { verdictLine } from './verdict-line.ts';

export interface StepThree {
  port: number;
  /** Null: the first org that an extension delivers. */
  orgUuid: string | null;
  /** How long to watch, ms. */
  limitMs: number;
  json: boolean;
}

/** What `--handoff --json` prints. */
export interface HandoffReport {
  verdict: VerdictId;
  exit_code: number;
  title: string;
  means: string;
  remedy: string;
  handoff: {
    org_uuid: string | null;
    phases: { phase: string; at: string; browser: string; source: string; fetched_at: string }[];
  };
}

/** Runs step 3. The times go to stdout; what the person has to do now goes to stderr. */
export async function runStepThree(io: Io, step: StepThree): Promise<Verdict> {
  const answer = await askBridge(step.port);
  if (!answer.ok)
    return conclude(io, step, { id: judgeBridge(answer.problem), handoff: beginHandoff(step.orgUuid) });
  if (!step.json) printLines(io, [heading('Step 3: two independent paths')]);
  const say = (text: string) => {
    if (text !== '') io.stderr.write(`claude-meter: ${text}\n`);
  };
  say(handoffHint(null));
  const handoff = await followHandoff({
    port: step.port,
    orgUuid: step.orgUuid,
    limitMs: step.limitMs,
    now: io.now,
    signal: AbortSignal.any([io.stopped(), io.readerGone]),
    onPhase: (event, reached) => {
      if (!step.json) printLines(io, [handoffLine(event, reached, io.timeZone)]);
      say(handoffHint(event.phase));
    },
    onLost: (error) => say(`${error}; waiting for it.`),
  });
  return conclude(io, step, { id: handoffVerdict(handoff), handoff });
}

function conclude(io: Io, step: StepThree, { id, handoff }: { id: VerdictId; handoff: Handoff }): Verdict {
  const verdict = verdictOf(id);
  if (step.json) printRecord(io, reportOf(verdict, handoff));
  else printLines(io, [[], verdictLine(verdict)]);
  return verdict;
}

function reportOf(verdict: Verdict, { orgUuid, events }: Handoff): HandoffReport {
  const { id, exit, title, means, remedy } = verdict;
  const iso = (ms: number) => new Date(ms).toISOString();
  const phases = events.map(({ phase, at, browser, source, fetchedAt }) => {
    return { phase, at: iso(at), browser, source, fetched_at: iso(fetchedAt) };
  });
  return { verdict: id, exit_code: exit, title, means, remedy, handoff: { org_uuid: orgUuid, phases } };
}
