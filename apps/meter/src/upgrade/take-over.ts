import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { merge, type Observation } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import type { Store, TimelineEvent } from '../store/store.ts';
import { preferencesPath, writePreferences } from '../tray/preferences.ts';
import { readOriginalChoices } from './original-choices.ts';
import { type OriginalPlace, originalFolder, readOriginalFile } from './original-files.ts';
import { type OriginalReading, readOriginalSnapshots } from './original-snapshots.ts';

/** In the state folder: says that the files of the first ClaudeMeter were taken over, and when. */
const MARK = 'taken-over.json';

export interface TakenOver {
  /** Snapshots that were taken in. */
  snapshots: number;
  /** Whether choices of the menu were. */
  choices: boolean;
}

/**
 * Takes over what the first ClaudeMeter left, once: its last readings, labelled as imported and stale until read anew,
 * and what was chosen in its menu. Its files are only read. Whatever is wrong with them, the meter goes on without.
 *
 * @param home the state folder
 */
export function takeOver(store: Store, home: string, place: OriginalPlace & { now: number }): TakenOver {
  const nothing: TakenOver = { snapshots: 0, choices: false };
  const mark = join(home, MARK);
  if (existsSync(mark)) return nothing;
  const folder = originalFolder(place);
  const [snapshots, config] = [
    readOriginalFile(folder, 'snapshots.json'),
    readOriginalFile(folder, 'config.json'),
  ];
  const readings = snapshots === null ? [] : readOriginalSnapshots(snapshots, place.now);
  const choices = config === null ? null : readOriginalChoices(config, readings);
  if (readings.length === 0 && choices === null) return nothing;
  if (readings.length > 0) takeIn(store, readings, place.now);
  const kept = choices !== null && !existsSync(preferencesPath(home)) && writePreferences(home, choices);
  const taken: TakenOver = { snapshots: readings.length, choices: kept };
  try {
    writeFileSync(
      mark,
      `${JSON.stringify({ at: new Date(place.now).toISOString(), from: folder, ...taken })}\n`,
      {
        mode: 0o600,
      },
    );
  } catch {
    // Then the same is done again at the next start, which changes nothing.
  }
  return taken;
}

function takeIn(store: Store, readings: readonly OriginalReading[], now: number): void {
  const observations = readings.map(({ report, session }) =>
    observe(report, {
      session,
      receivedAt: now,
      sha256: report.usage === null ? null : createHash('sha256').update(report.usage, 'utf8').digest('hex'),
      orgOnPercent: false,
    }),
  );
  // Each was a post of its own: one of today does not make one of last week younger.
  const state = observations.reduce((known, one) => merge(known, [one]), store.restore(now));
  store.record(state, observations, observations.map(eventOf));
}

function eventOf({ receivedAt, orgUuid, session, fetchedAt }: Observation): TimelineEvent {
  return {
    at: receivedAt,
    kind: 'imported',
    org_uuid: orgUuid,
    source: 'import',
    browser: session.browser,
    detail: `the last reading of the first ClaudeMeter, of ${fetchedAt}`,
  };
}
