/** The pages, in the order of the menu. */
export const PAGES = [
  'now',
  'history',
  'windows',
  'spend',
  'week',
  'sessions',
  'projects',
  'models',
  'pulls',
  'sources',
  'verify',
  'settings',
] as const;

export type PageName = (typeof PAGES)[number];

/** Where the person is: a page and what is chosen on it. It stands behind the `#`, so that it can be kept and sent. */
export interface Route {
  page: PageName;
  params: Readonly<Record<string, string>>;
}

/** Reads `#/history?org=…&range=7d`; what cannot be meant is the first page. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const page = PAGES.find((known) => known === path) ?? 'now';
  return { page, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a page; choices that are null or empty are left out. */
export function printRoute(page: PageName, params: Readonly<Record<string, string | null>> = {}): string {
  const given = Object.entries(params).flatMap(([key, value]) =>
    value === null || value === '' ? [] : [[key, value] as [string, string]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? `#/${page}` : `#/${page}?${query}`;
}
