import type { Snapshot } from '@claude-meter/core';
import type { FirstLook } from '@claude-meter/wire';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Person } from './person.ts';
import type { PageName, Route } from './route.ts';

/** What every page is given. */
export interface PageWorld {
  route: Route;
  person: Person;
  /** What the page brought with it; null when it has to ask. */
  look: FirstLook | null;
  /** ms, renewed each second */
  now: number;
  /** Null until the meter has answered. */
  snapshots: readonly Snapshot[] | null;
  online: boolean;
  /** Changes with each word of the meter: a reason to ask again. */
  heardAt: number | null;
  /** Chooses something on a page; what is null is not chosen any more. Not a step for the back button. */
  choose: (params: Readonly<Record<string, string | null>>) => void;
  go: (page: PageName, params?: Readonly<Record<string, string | null>>) => void;
}

export const World = createContext<PageWorld | null>(null);

export function useWorld(): PageWorld {
  const world = useContext(World);
  if (world === null) throw new Error('A page stands outside of the shell.');
  return world;
}
