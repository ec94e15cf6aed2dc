import { ascii } from './json-bytes.ts';

/** A key that is looked for in an object. */
export interface WantedKey {
  text: string;
  bytes: Uint8Array;
  /** Which of the spans its value is noted in. */
  slot: number;
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

/** Keys by name: `true` for a value to be noted, an object for one to be noted and looked into. */
export interface KeyTree {
  readonly [key: string]: true | KeyTree;
}

/** Numbers the keys of a tree, depth first. */
export function keyTable(tree: KeyTree, firstSlot = 0): KeyTable {
  let next = firstSlot;
  const keys = Object.entries(tree).map(([text, inner]): WantedKey => {
    const slot = next++;
    const inside = inner === true ? null : keyTable(inner, next);
    if (inside !== null) next = inside.endSlot;
    return { text, bytes: ascii(text), slot, inside };
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
