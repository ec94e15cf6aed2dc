import { localClock } from '../cli/view/local-time.ts';
import { printable } from '../cli/view/printable.ts';
import { type Line, span } from '../cli/view/styled.ts';
import type { Handoff, HandoffEvent, HandoffPhase } from './handoff.ts';

/** One phase of step 3 as it is reached, with its time and how long it took. */
export function handoffLine(event: HandoffEvent, handoff: Handoff, timeZone: string): Line {
  const who = printable(`${event.browser} (${event.source})`);
  const lastPost = handoff.events[0]?.fetchedAt ?? event.fetchedAt;
  const takeover = handoff.events.find((one) => one.phase === 'taken_over')?.at ?? event.at;
  const words: Record<HandoffPhase, string> = {
    delivering: `the extension delivers: ${who}, fetched ${localClock(event.fetchedAt, timeZone)}`,
    stale: `its row is stale: true, ${seconds(event.at - lastPost)} after its last fetch`,
    taken_over: `the own path has taken over: ${who}, fetched ${seconds(event.fetchedAt - lastPost)} after the extension's last`,
    handed_back: `handed back: ${who} delivers again, ${seconds(event.at - takeover)} later`,
  };
  return [span(`  ${localClock(event.at, timeZone)}  `, 'dim'), span(words[event.phase])];
}

/** What the person has to do now, '' when there is only to wait. */
export function handoffHint(phase: HandoffPhase | null): string {
  switch (phase) {
    case null:
      return 'Waiting for a fresh post of the extension.';
    case 'delivering':
      return 'Now switch the extension off: chrome://extensions, or about:addons. Its row goes stale after the freshness window.';
    case 'stale':
      return 'Waiting for the own path of the meter.';
    case 'taken_over':
      return 'Now switch the extension on again.';
    case 'handed_back':
      return '';
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
