import { accountsOf, formatPercent } from '@claude-meter/core';
import type { FirstLook } from '@claude-meter/wire';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType, VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { believed, type Live } from './live/live.ts';
import { NowPage } from './pages/now.tsx';
import { type PageWorld, World } from './shell/context.ts';
import { Empty } from './shell/empty.tsx';
import type { Person } from './shell/person.ts';
import { type PageName, printRoute, type Route, readRoute } from './shell/route.ts';
import { PAGE_TITLES, Shell } from './shell/shell.tsx';

export interface AppProps {
  live: Live;
  now: ReadonlySignal<number>;
  person: Person;
  /** What the page brought with it; null when it has to ask. */
  look: FirstLook | null;
}

type Loaded = ComponentType;

/** Pages but the first come when they are asked for. */
const LOADERS: Readonly<Record<Exclude<PageName, 'now'>, () => Promise<Loaded>>> = {
  history: async () => (await import('./pages/history.tsx')).HistoryPage,
  windows: async () => (await import('./pages/windows.tsx')).WindowsPage,
  spend: async () => (await import('./pages/spend.tsx')).SpendPage,
  week: async () => (await import('./pages/week.tsx')).WeekPage,
  sessions: async () => (await import('./pages/sessions.tsx')).SessionsPage,
  projects: async () => (await import('./pages/projects.tsx')).ProjectsPage,
  models: async () => (await import('./pages/models.tsx')).ModelsPage,
  pulls: async () => (await import('./pages/pulls.tsx')).PullsPage,
  sources: async () => (await import('./pages/sources.tsx')).SourcesPage,
  verify: async () => (await import('./pages/verify.tsx')).VerifyPage,
  settings: async () => (await import('./pages/settings.tsx')).SettingsPage,
};

export function App({ live, now, person, look }: AppProps): VNode {
  const route = useRoute();
  const online = live.online.value;
  const known = live.snapshots.value;
  const snapshots = known === null ? null : believed(known, online, now.value);
  const world: PageWorld = {
    route,
    person,
    look,
    // Readings may be younger than the newest tick.
    now: Math.max(now.value, live.heardAt.value ?? 0),
    snapshots,
    online,
    heardAt: live.heardAt.value,
    choose: (params) => replaceRoute(printRoute(route.page, { ...route.params, ...params })),
    go: (page, params) => {
      location.hash = printRoute(page, params);
    },
  };
  useTitle(world);
  const Page = usePage(route.page);
  return (
    <World.Provider value={world}>
      <Shell>{Page === 'failed' ? <Outdated /> : Page !== null && <Page key={route.page} />}</Shell>
    </World.Provider>
  );
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const end = new AbortController();
    addEventListener('hashchange', () => setHash(location.hash), { signal: end.signal });
    return () => end.abort();
  }, []);
  return useMemo(() => readRoute(hash), [hash]);
}

function replaceRoute(address: string): void {
  history.replaceState(history.state, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const loaded = new Map<PageName, Loaded>([['now', NowPage]]);

function usePage(name: PageName): Loaded | 'failed' | null {
  const [, setTurn] = useState(0);
  const [failed, setFailed] = useState<PageName | null>(null);
  useEffect(() => {
    if (name === 'now' || loaded.has(name)) return;
    let given = true;
    LOADERS[name]().then(
      (page) => {
        loaded.set(name, page);
        if (given) setTurn((turn) => turn + 1);
      },
      () => given && setFailed(name),
    );
    return () => {
      given = false;
    };
  }, [name]);
  return loaded.get(name) ?? (failed === name ? 'failed' : null);
}

/** After an update of the meter the parts of the old page are gone. */
function Outdated(): VNode {
  return (
    <Empty title="This page cannot be loaded">
      <p>The meter is away, or it was updated since this page was opened.</p>
      <button type="button" class="cm-button" onClick={() => location.reload()}>
        Load again
      </button>
    </Empty>
  );
}

/** The number that matters stands in the tab, too. */
function useTitle({ snapshots, now, route }: PageWorld): void {
  const readings = accountsOf(snapshots ?? [], now).filter((reading) => reading.live);
  const highest = Math.max(-1, ...readings.map((reading) => reading.binding?.percent ?? -1));
  const number = highest < 0 ? '' : `${formatPercent(highest)} · `;
  const title = `${number}${PAGE_TITLES[route.page]} · ClaudeMeter`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
