/** What a control request says, or what is wrong with it in words for its sender. */
export type Decoded<T> = { ok: true; value: T } | { ok: false; error: string };

export const good = <T>(value: T): Decoded<T> => ({ ok: true, value });

export const bad = (error: string): { ok: false; error: string } => ({ ok: false, error });

/** A value as it may stand in a sentence. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of `value` that are not among `known`, as a sentence; `null` when there are none. */
export function strayKeys(value: Record<string, unknown>, known: readonly string[]): string | null {
  const stray = Object.keys(value).filter((key) => !known.includes(key));
  if (stray.length === 0) return null;
  return `Unknown key ${stray.map(shown).join(', ')}; known are ${known.map(shown).join(', ')}.`;
}
