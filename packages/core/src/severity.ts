/** How loudly a percentage speaks. */
export type Severity = 'calm' | 'warning' | 'full';

/** For the eye's corner: title, tray, prompt. */
export const GLANCE_BANDS = { warning: 90, full: 100 } as const;
/** For a deliberate look: badge, popup, bars. Earlier on purpose: who looks has time to plan. */
export const LOOK_BANDS = { warning: 80, full: 100 } as const;

export interface Bands {
  warning: number;
  full: number;
}

/** The band of an unrounded percentage: 99.6 is a warning though it prints as 100 %. Unknown is calm. */
export function severityOf(percent: number | null, bands: Bands): Severity {
  if (percent === null) return 'calm';
  if (percent >= bands.full) return 'full';
  return percent >= bands.warning ? 'warning' : 'calm';
}
