import { accountsOf } from '@claude-meter/core';
import { type ForecastEntry, ROUTES, type VerifyResult } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { Tile } from '../now/tile.tsx';
import { useWorld } from '../shell/context.ts';
import { Empty } from '../shell/empty.tsx';
import { printRoute } from '../shell/route.ts';

const MINUTE_MS = 60_000;

/** What stands now: one tile per account and org. */
export function NowPage(): VNode {
  const { snapshots, now, heardAt, person, look } = useWorld();
  // Neither changes faster than claude.ai is asked.
  const minute = Math.floor((heardAt ?? 0) / MINUTE_MS);
  const ahead = withQuery(ROUTES.forecast, { tz: person.timeZone });
  const forecast = useAsked<ForecastEntry[]>(heardAt === null ? null : ahead, minute, look?.forecast);
  const verified = useAsked<VerifyResult | null>(
    heardAt === null ? null : ROUTES.verifyResult,
    minute,
    look?.verified,
  );
  if (snapshots === null) return <p class="db-quiet">Asking the meter …</p>;
  if (snapshots.length === 0) return <NobodyYet />;
  const readings = accountsOf(snapshots, now);
  const shown = readings.map((reading) => reading.snapshot);
  return (
    <div class="db-tiles">
      {readings.map((reading) => (
        <Tile
          key={reading.snapshot.org_uuid}
          reading={reading}
          rows={snapshots}
          shown={shown}
          forecast={forecast.error === null ? forecast.value : []}
          verified={verified.value}
        />
      ))}
    </div>
  );
}

function NobodyYet(): VNode {
  return (
    <Empty title="No numbers yet">
      <p>The meter runs, and nobody has told it anything so far. One of these is enough:</p>
      <ol>
        <li>
          Load the extension into the browser in which you use{' '}
          <a href="https://claude.ai/" target="_blank" rel="noreferrer">
            claude.ai
          </a>
          , and sign in there. It reports within a minute.
        </li>
        <li>
          Or do nothing: the meter looks for a login in the browsers of this machine and asks by itself.{' '}
          <a href={printRoute('sources')}>Sources</a> shows what it found.
        </li>
      </ol>
      <p class="db-quiet">This page fills by itself. Without an account: npm run demo, in a checkout.</p>
    </Empty>
  );
}
