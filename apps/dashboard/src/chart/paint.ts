/** Colours and type of the page, as a canvas needs them. */
export interface Paint {
  text: string;
  quiet: string;
  line: string;
  track: string;
  full: string;
  font: string;
  /** The colour of the n-th line. */
  series: (index: number) => string;
}

/** How many lines can be told apart by colour. */
export const SERIES_COLOURS = 6;

/** Reads the page's tokens as they are now; ask again when the scheme changes. */
export function readPaint(element: Element): Paint {
  const style = getComputedStyle(element);
  // A token may be `light-dark(…)`: only a real property resolves it.
  const probe = document.createElement('i');
  element.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const series = Array.from({ length: SERIES_COLOURS }, (_, index) => colour(`--db-series-${index + 1}`));
  const paint = {
    text: colour('--cm-text'),
    quiet: colour('--cm-quiet'),
    line: colour('--cm-line'),
    track: colour('--cm-track'),
    full: colour('--cm-full'),
    font: `12px ${style.fontFamily}`,
    series: (index: number) => series[index % SERIES_COLOURS] ?? colour('--cm-text'),
  };
  probe.remove();
  return paint;
}

/** Calls back when the page gets lighter or darker. */
export function onSchemeChange(listener: () => void, signal: AbortSignal): void {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', listener, { signal });
  }
  document.addEventListener('themechange', listener, { signal });
}
