import { ago, type Snapshot } from '@claude-meter/core';
import type { VerifyResult } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';
import { printRoute } from '../shell/route.ts';
import { pathWords } from './path-words.ts';
import { verifiedWords } from './verified-words.ts';

export interface TileFootProps {
  snapshot: Snapshot;
  rows: readonly Snapshot[];
  verified: VerifyResult | null;
}

/** Which path brought the numbers and how old they are, the next charge, and whether somebody checked. */
export function TileFoot({ snapshot, rows, verified }: TileFootProps): VNode {
  const { now, person } = useWorld();
  const sessions = rows.filter((row) => row.org_uuid === snapshot.org_uuid);
  const check = verifiedWords(verified, snapshot, now);
  const charge = chargeWords(snapshot, person);
  return (
    <footer class="db-foot">
      <ul aria-label="Read by">
        {sessions.map((row) => (
          <li key={`${row.browser}|${row.instance}`} data-live={String(!row.stale)}>
            {pathWords(row)} <span class="db-quiet">{ago(Date.parse(row.fetched_at), now)}</span>
          </li>
        ))}
      </ul>
      {charge !== null && <p>{charge}</p>}
      <p class="db-verified" data-good={String(check.good)}>
        <a href={printRoute('verify', { org: snapshot.org_uuid })}>{check.words}</a>
      </p>
    </footer>
  );
}

function chargeWords({ billing }: Snapshot, person: Person): string | null {
  if (billing?.ends_at != null) return `Plan ends ${dayWords(billing.ends_at, person)}`;
  if (billing?.next_charge == null) return null;
  return `Next charge ${dayWords(billing.next_charge, person)}`;
}

/** A date has no time zone; an instant is shown on the day it falls on in UTC, as the bill does. */
function dayWords(served: string, { locale }: Person): string {
  const at = Date.parse(served);
  return Number.isNaN(at) ? served : moment(at, 'date', { locale, timeZone: 'UTC' });
}
