/**
 * One line that can be shown anywhere: control and format characters (escapes, line ends, direction overrides) and
 * broken surrogates out of foreign text become a space. Longer than `max` code points: cut, with `…` behind.
 */
export function plainLine(text: string, max: number = Number.POSITIVE_INFINITY): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  if (line.length <= max) return line;
  const points = [...line];
  return points.length <= max ? line : `${points.slice(0, max).join('')}…`;
}
