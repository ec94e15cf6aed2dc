import { ago, SIMULATED_BROWSER } from '@claude-meter/core';
import { ROUTES } from '@claude-meter/wire';
import type { ComponentChildren, VNode } from 'preact';
import { useAsked } from '../data/use-asked.ts';
import { useWorld } from './context.ts';
import { PAGES, type PageName, printRoute } from './route.ts';

export const PAGE_TITLES: Readonly<Record<PageName, string>> = {
  now: 'Now',
  history: 'History',
  windows: 'Windows',
  spend: 'Spend',
  week: 'Week',
  sessions: 'Sessions',
  projects: 'Projects',
  models: 'Models',
  pulls: 'Pull requests',
  sources: 'Sources',
  verify: 'Verify',
  settings: 'Settings',
};

/** What stands around every page: the name, the menu, whether the meter is there. */
export function Shell({ children }: { children: ComponentChildren }): VNode {
  const { route, online, heardAt, now, snapshots } = useWorld();
  const trouble = useHistoryTrouble();
  return (
    <>
      <button type="button" class="db-skip" onClick={() => document.getElementById('content')?.focus()}>
        To the content
      </button>
      <header class="db-head">
        <a class="db-brand" href={printRoute('now')} aria-label="ClaudeMeter, to the first page">
          <img src="/gauge.svg" alt="" width="24" height="24" />
          <span>ClaudeMeter</span>
        </a>
        <nav aria-label="Pages">
          <ul>
            {PAGES.map((page) => (
              <li key={page}>
                <a
                  ref={page === route.page ? comeIntoSight : null}
                  href={printRoute(page)}
                  aria-current={page === route.page ? 'page' : undefined}
                >
                  {PAGE_TITLES[page]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <div class="db-notes" role="status">
        {snapshots?.some(({ browser }) => browser === SIMULATED_BROWSER) && (
          <p>
            <strong>Simulated.</strong> This is the demo: every account and every number here is invented.
          </p>
        )}
        {trouble !== null && <p>{trouble}</p>}
        {!online && (
          <p>
            <strong>The meter is not running.</strong>{' '}
            {heardAt === null
              ? 'Start it: claude-meter run.'
              : `This is what it said ${ago(heardAt, now)}. Start it: claude-meter run. This page connects again by itself.`}
          </p>
        )}
      </div>
      <main id="content" class="db-main" data-page={route.page} tabIndex={-1}>
        <h1>{PAGE_TITLES[route.page]}</h1>
        {children}
      </main>
    </>
  );
}

/** What is wrong with the history, in the meter's words; null while all is well. Looked at once a minute. */
function useHistoryTrouble(): string | null {
  const { heardAt } = useWorld();
  const health = useAsked<{ store_trouble: string | null }>(
    heardAt === null ? null : ROUTES.health,
    Math.floor((heardAt ?? 0) / 60_000),
  );
  return health.value?.store_trouble ?? null;
}

/** On a narrow screen the menu is a row that scrolls. */
function comeIntoSight(link: HTMLElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
