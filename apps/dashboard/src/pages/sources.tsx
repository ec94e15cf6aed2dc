import { ROUTES, type TimelineEntry } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useAsked } from '../data/use-asked.ts';
import { useWorld } from '../shell/context.ts';
import { OwnPath } from '../sources/own-path.tsx';
import type { OwnPathStatus } from '../sources/own-path-status.ts';
import { Sessions } from '../sources/sessions.tsx';
import { Timeline } from '../sources/timeline.tsx';

/** Who delivers, what the meter found by itself, and what has happened. */
export function SourcesPage(): VNode {
  const { snapshots, heardAt } = useWorld();
  const version = Math.floor((heardAt ?? 0) / 5_000);
  const timeline = useAsked<TimelineEntry[]>(ROUTES.timeline, version);
  const own = useAsked<OwnPathStatus | null>(ROUTES.sources, version);
  return (
    <div class="db-stack">
      <Sessions snapshots={snapshots ?? []} />
      <OwnPath status={own.value} error={own.error} />
      <section class="db-card" aria-labelledby="db-timeline-title">
        <h2 id="db-timeline-title">What has happened</h2>
        {timeline.error !== null && <p role="alert">{timeline.error}</p>}
        {timeline.value !== null && <Timeline entries={timeline.value} />}
      </section>
    </div>
  );
}
