import type uPlot from 'uplot';
import type { ChartModel } from './chart-model.ts';
import { valueAt } from './drawn-line.ts';

/** Puts a dot on each line where the read-out stands; takes them away when it stands nowhere, or nobody watched then. */
export function placeDots(u: uPlot, { model, at }: { model: ChartModel; at: number | null }): void {
  const values = model.lines.map(({ line }) => (at === null ? null : valueAt(line, at).high));
  const dots = dotsOf(u.over, values.length);
  for (const [index, dot] of dots.entries()) {
    const value = values[index] ?? null;
    dot.hidden = value === null;
    if (value === null) continue;
    dot.dataset['colour'] = String((model.lines[index]?.colour ?? 0) + 1);
    dot.style.translate = `${u.cursor.left ?? 0}px ${u.valToPos(value, 'y')}px`;
  }
}

function dotsOf(over: HTMLElement, count: number): HTMLElement[] {
  const dots = [...over.querySelectorAll<HTMLElement>('.db-dot')];
  while (dots.length < count) {
    const dot = document.createElement('span');
    dot.className = 'db-dot';
    over.append(dot);
    dots.push(dot);
  }
  for (const dot of dots.splice(count)) dot.remove();
  return dots;
}
