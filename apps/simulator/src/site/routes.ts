import type { Endpoint } from '../world/fault.ts';
import { account, bootstrap, organizations, orgEndpoint } from './api.ts';
import { page } from './markup.ts';
import { entrance, settingsPage, signIn, signInForm, signOut, switchOrg } from './pages.ts';
import { errorReply, htmlReply } from './reply.ts';
import type { Handler } from './visit.ts';

interface Route {
  method: 'GET' | 'POST';
  /** A path; `:org` stands for one segment. */
  path: string;
  /** What faults and the record call it. */
  endpoint: Endpoint | null;
  handle: Handler;
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/', endpoint: null, handle: entrance },
  { method: 'GET', path: '/login', endpoint: 'login', handle: signInForm },
  { method: 'POST', path: '/login', endpoint: 'login', handle: signIn },
  { method: 'GET', path: '/logout', endpoint: 'logout', handle: signOut },
  { method: 'GET', path: '/settings/usage', endpoint: 'settings', handle: settingsPage },
  { method: 'POST', path: '/settings/organization', endpoint: 'settings', handle: switchOrg },
  { method: 'GET', path: '/api/account', endpoint: 'account', handle: account },
  { method: 'GET', path: '/api/bootstrap', endpoint: 'bootstrap', handle: bootstrap },
  { method: 'GET', path: '/api/organizations', endpoint: 'organizations', handle: organizations },
  orgRoute('usage'),
  orgRoute('overage_spend_limit'),
  orgRoute('subscription_details'),
];

/** Where a request leads: its handler, the endpoint's name, and the org of its path. */
export interface RouteMatch {
  endpoint: Endpoint | null;
  org: string | null;
  handle: Handler;
}

export function matchRoute(method: string, path: string): RouteMatch {
  const samePath = ROUTES.flatMap((route) => {
    const org = matchPath(route.path, path);
    return org === undefined ? [] : [{ ...route, org }];
  });
  const found = samePath.find((route) => route.method === method);
  if (found) return found;
  const [known] = samePath;
  return known ? { ...known, handle: wrongMethod } : { endpoint: null, org: null, handle: notFound };
}

function orgRoute(endpoint: Parameters<typeof orgEndpoint>[0]): Route {
  return {
    method: 'GET',
    path: `/api/organizations/:org/${endpoint}`,
    endpoint,
    handle: orgEndpoint(endpoint),
  };
}

/** The org's segment, `null` for a pattern without one, `undefined` when the path is another. */
function matchPath(pattern: string, path: string): string | null | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  let org: string | null = null;
  for (const [i, segment] of wanted.entries()) {
    if (segment === ':org') org = given[i] ?? null;
    else if (segment !== given[i]) return undefined;
  }
  return org;
}

const wrongMethod: Handler = ({ method }) =>
  errorReply(405, 'method_not_allowed', `Method ${method} is not allowed here.`);

const notFound: Handler = ({ path }) =>
  path.startsWith('/api/')
    ? errorReply(404, 'not_found_error', 'Not found')
    : htmlReply(page({ title: 'Not found', body: '<h1>Page not found</h1>' }), { status: 404 });
