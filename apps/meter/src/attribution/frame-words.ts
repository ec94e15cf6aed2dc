import type { LimitAttribution, LocalUse } from '@claude-meter/wire';

/**
 * Why list price, the 5-hour windows and the week tell of one time so differently: each measures the same work against
 * another whole.
 */
export function frameWords(local: LocalUse, limits: readonly LimitAttribution[]): string {
  const session = limits.find(({ kind }) => kind === 'session');
  const weekly = limits.find(({ kind }) => kind === 'weekly') ?? limits.find(({ kind }) => kind === 'scoped');
  const price = local.usd === null ? 'work without a list price' : `$${local.usd.toFixed(2)} of list price`;
  const sentences = [
    `${price.charAt(0).toUpperCase()}${price.slice(1)} was spent on this machine${madeOf(session, weekly)}.`,
  ];
  if (session !== undefined && weekly !== undefined && session.rise > 0 && weekly.rise > 0) {
    const ratio = number(session.rise / weekly.rise);
    sentences.push(
      `A point of the week holds ${ratio} points of 5-hour windows, which begin at 0 again and again.`,
    );
  }
  const most = [weekly, session].find((limit) => limit !== undefined && limit.rise > 0);
  if (most !== undefined) sentences.push(elsewhereWords(most));
  return sentences.join(' ');
}

function madeOf(session: LimitAttribution | undefined, weekly: LimitAttribution | undefined): string {
  const parts = [];
  if (session !== undefined) {
    const windows = session.windows.filter(({ rise }) => rise > 0);
    const peak = Math.max(0, ...windows.map((window) => window.peak));
    const count = windows.length === 1 ? '1 window' : `${windows.length} windows`;
    parts.push(
      `${number(session.rise)} points over ${count} of 5 hours (the fullest stood at ${number(peak)} %)`,
    );
  }
  if (weekly !== undefined) parts.push(`${number(weekly.rise)} points of "${weekly.label}"`);
  return parts.length === 0 ? '' : `, while the account used ${parts.join(' and ')}`;
}

function elsewhereWords({ label, rise, elsewhere }: LimitAttribution): string {
  const share = Math.round((100 * elsewhere.points) / rise);
  const [low, high] = elsewhere.interval;
  if (share === 0) return `Nearly all of "${label}" was used here.`;
  return `Of "${label}", ${share} % (${number(low)} to ${number(high)} points) came from elsewhere: claude.ai, other machines.`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
