import {
  accountsOf,
  joinExtraUsage,
  type Reading,
  type Session,
  SIDE_KEPT_MS,
  type Snapshot,
} from '@claude-meter/core';
import { observeWeb } from '@claude-meter/sources';
import { parseSnapshots } from '@claude-meter/wire';
import type { OwnReadings } from '../store/own-readings.ts';
import type { Store } from '../store/store.ts';
import { ownSnapshots } from '../surface/glimpsed.ts';
import { shownSnapshots } from '../surface/shown-snapshots.ts';

/** What there is to show now, one reading per org, with all that is stored: read out of the very texts that came. */
export function shownInDetail(store: Store, now: number): Reading[] {
  const { own, others } = store;
  const told = others === null ? null : parseSnapshots(others.text);
  const known = {
    own: ownSnapshots(own, now).map((snapshot) => withMoney(own, snapshot)),
    told: told?.ok === true ? told.snapshots : [],
  };
  return accountsOf(shownSnapshots(store, known, now), now);
}

/**
 * Fills in what the worker leaves in the texts because only the popup shows it: extra usage, payment, the week per
 * product, and what is strange about the bodies that say so.
 */
function withMoney({ orgs, percentOrgs, cadenceMs }: OwnReadings, snapshot: Snapshot): Snapshot {
  const org = orgs[snapshot.org_uuid];
  if (org?.read == null) return snapshot;
  const { newest, read } = org;
  const session: Session = { source: 'extension', browser: 'extension', instance: null, cadenceMs };
  const orgOnPercent = percentOrgs[snapshot.org_uuid] === true;
  const meant = observeWeb(read, {
    session,
    receivedAt: Date.parse(read.fetchedAt),
    sha256: null,
    orgOnPercent,
  });
  // A body that has not been served for so long, though the org was asked for, is no longer so.
  const kept = Date.parse(newest.fetchedAt) - Date.parse(read.fetchedAt) < SIDE_KEPT_MS;
  const overage = kept ? meant.overage?.meaning : null;
  return {
    ...snapshot,
    overage: read.overage,
    subscription: read.subscription,
    extra: joinExtraUsage(meant.usage?.meaning.extra ?? null, overage ?? null),
    billing: (kept ? meant.subscription?.meaning : null) ?? null,
    breakdown: meant.usage?.meaning.breakdown ?? [],
    errors: newest.usage === null ? newest.errors : meant.errors,
  };
}
