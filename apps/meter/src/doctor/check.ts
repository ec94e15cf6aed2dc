/** One thing that was looked at. `todo`: something is missing, and `advice` is the one thing to do about it. */
export interface Check {
  /** What it is about: `meter`, `extension`, `own path`, `Chromium`, … */
  area: string;
  state: 'ok' | 'note' | 'todo';
  /** A sentence or two. */
  says: string;
  advice: string | null;
}

export function ok(area: string, says: string): Check {
  return { area, state: 'ok', says, advice: null };
}

export function note(area: string, says: string, advice: string | null = null): Check {
  return { area, state: 'note', says, advice };
}

export function todo(area: string, says: string, advice: string): Check {
  return { area, state: 'todo', says, advice };
}
