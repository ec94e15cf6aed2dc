import { followMeter } from '../cli/follow-meter.ts';
import { advanceHandoff, beginHandoff, type Handoff, type HandoffEvent, phaseOf } from './handoff.ts';

export interface HandoffOptions {
  port: number;
  /** Null: the first org that an extension delivers. */
  orgUuid: string | null;
  now: () => number;
  /** Ends the watch before its time. */
  signal: AbortSignal;
  /** How long to watch, ms. */
  limitMs: number;
  /** Called for each phase as it is reached. */
  onPhase: (event: HandoffEvent, handoff: Handoff) => void;
  onLost: (error: string) => void;
}

/** Step 3: follows the bridge until the extension has fallen silent, been replaced and come back, or time is up. */
export async function followHandoff(options: HandoffOptions): Promise<Handoff> {
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal, AbortSignal.timeout(options.limitMs)]);
  let handoff = beginHandoff(options.orgUuid);
  for await (const event of followMeter(options.port, signal)) {
    if (event.kind === 'lost') {
      options.onLost(event.error);
      continue;
    }
    const before = phaseOf(handoff);
    handoff = advanceHandoff(handoff, event.snapshots, options.now());
    const newest = handoff.events.at(-1);
    if (newest !== undefined && newest.phase !== before) options.onPhase(newest, handoff);
    if (newest?.phase === 'handed_back') done.abort();
  }
  return handoff;
}
