import type { DayRig } from './day-rig.ts';

/** The part of a served snapshot that surfaces show. */
interface Row {
  org_uuid: string;
  stale: boolean;
  source: string;
  usage: { five_hour: { utilization: number } | null; seven_day: { utilization: number } | null } | null;
}

export interface Sighting {
  /** Surfaces that were looked at while the bridge kept saying the same. */
  compared: number;
  /** What one of them showed that the bridge did not say. */
  wrong: string[];
}

/**
 * Looks at every surface between two equal answers of the bridge. What they print is compared with the served bodies,
 * rounded here: no code of the surfaces takes part.
 */
export async function look(rig: DayRig): Promise<Sighting | null> {
  const before = await servedText(rig);
  const [label, page, badge] = await Promise.all([labelOf(rig), pageOf(rig), badgeOf(rig)]);
  const after = await servedText(rig);
  if (before === null || before !== after) return null;
  const rows = JSON.parse(before) as Row[];
  const fresh = rows.filter((row) => !row.stale && row.usage !== null);
  const wrong: string[] = [];
  let compared = 0;
  if (label !== null && fresh.length > 0) {
    compared += 1;
    const shown = [...label.matchAll(/5h (\d+%|—).*?7d (\d+%|—)/g)].map(
      ([, five, seven]) => `${five} ${seven}`,
    );
    const pairOf = (row: Row) =>
      `${roundedOf(row, 'five_hour') ?? '—'} ${roundedOf(row, 'seven_day') ?? '—'}`;
    const served = new Set(fresh.map(pairOf));
    for (const pair of shown)
      if (!served.has(pair)) wrong.push(`tray: ${label} for ${[...served].join(', ')}`);
    if (shown.length === 0) wrong.push(`tray: ${label} though ${fresh.length} rows are fresh`);
  }
  if (page !== null && fresh.length > 0) {
    compared += 1;
    for (const row of fresh) {
      const five = roundedOf(row, 'five_hour');
      if (five !== null && !page.includes(five)) wrong.push(`dashboard: ${page.join(' ')} lacks ${five}`);
    }
  }
  const posted = fresh
    .filter(({ source }) => source === 'extension')
    .map((row) => roundedOf(row, 'five_hour'));
  if (badge !== null && /^\d+$/.test(badge) && posted.length > 0) {
    compared += 1;
    const highest = Math.max(...posted.map((text) => Number.parseInt(text ?? '0', 10)));
    if (Number(badge) !== highest) wrong.push(`badge: ${badge} for ${highest}`);
  }
  return { compared, wrong };
}

function roundedOf({ usage }: Row, key: 'five_hour' | 'seven_day'): string | null {
  const window = usage?.[key];
  return window == null ? null : `${Math.round(window.utilization)}%`;
}

async function servedText(rig: DayRig): Promise<string | null> {
  try {
    const answer = await fetch(`${rig.meter().base}/snapshots`);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

async function labelOf({ panel }: DayRig): Promise<string | null> {
  try {
    return String((await panel.properties())['XAyatanaLabel']);
  } catch {
    return null;
  }
}

async function pageOf({ dashboard }: DayRig): Promise<string[] | null> {
  try {
    const texts = await dashboard.locator('[data-limit="five_hour"] .cm-percent').allTextContents();
    return texts;
  } catch {
    return null;
  }
}

async function badgeOf(rig: DayRig): Promise<string | null> {
  try {
    return (await rig.browser()?.badge())?.text ?? null;
  } catch {
    return null;
  }
}
