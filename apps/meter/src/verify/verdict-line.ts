import type { Verdict } from '@claude-meter/verify';
import { type Line, type Style, span } from '../cli/view/styled.ts';

/** The verdict, what it means and what to do: one line, the last of every report. */
export function verdictLine(verdict: Verdict): Line {
  return [span(`${verdict.title}.`, styleOf(verdict)), span(` ${verdict.means} ${verdict.remedy}`)];
}

function styleOf({ class: about }: Verdict): Style {
  if (about === 'server_truth') return 'calm';
  return about === 'outdated' ? 'warning' : 'full';
}
