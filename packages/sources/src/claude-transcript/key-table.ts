import { ascii } from './json-bytes.ts';

/**
 * What is taken of a value beside its place. `text`: the hash of a text. `count`: a number of tokens. `time`: an
 * instant. `place`: nothing more.
 */
export const KINDS = { place: 0, text: 1, count: 2, time: 3 } as const;
export type Kind = keyof typeof KINDS;

/** A key that is looked for in an object. */
export interface WantedKey {
  text: string;
  bytes: Uint8Array;
  /** Under which number its value is noted. */
  slot: number;
  kind: Kind;
  /** What is looked for inside of its value, when that is an object. */
  inside: KeyTable | null;
}

/** The keys that are looked for in one object. Slots are counted from the outside in, so that each table has a range. */
export interface KeyTable {
  keys: readonly WantedKey[];
  /** The slots of this table and of all inside of it: `[firstSlot, endSlot)`. */
  firstSlot: number;
  endSlot: number;
}

/** Keys by name: a kind, or an object for a value to be looked into. */
export interface KeyTree {
  readonly [key: string]: Kind | KeyTree;
}

/** Numbers the keys of a tree, depth first. */
export function keyTable(tree: KeyTree, firstSlot = 0): KeyTable {
  let next = firstSlot;
  const keys = Object.entries(tree).map(([text, inner]): WantedKey => {
    const slot = next++;
    const inside = typeof inner === 'string' ? null : keyTable(inner, next);
    if (inside !== null) next = inside.endSlot;
    return { text, bytes: ascii(text), slot, kind: typeof inner === 'string' ? inner : 'place', inside };
  });
  return { keys, firstSlot, endSlot: next };
}

/** The slot of a key, named by the way to it: `slotOf(table, 'message', 'usage')`. */
export function slotOf(table: KeyTable, ...way: readonly string[]): number {
  const [name, ...rest] = way;
  const key = table.keys.find(({ text }) => text === name);
  if (key === undefined) throw new Error(`There is no key ${JSON.stringify(name)} in the table.`);
  if (rest.length === 0) return key.slot;
  if (key.inside === null) throw new Error(`Nothing is looked for inside of ${JSON.stringify(name)}.`);
  return slotOf(key.inside, ...rest);
}
