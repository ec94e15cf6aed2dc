/** An answer of the meter. The page comes from the very meter it asks, so that their shapes cannot differ. */
export type Asked<T> = { ok: true; value: T } | { ok: false; error: string };

/** Asks the meter for JSON. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<Asked<T>> {
  try {
    const response = await fetch(path, init);
    const body = (await response.json()) as T & { error?: string };
    if (response.ok) return { ok: true, value: body };
    return { ok: false, error: body.error ?? `The meter answered with ${response.status}.` };
  } catch {
    return { ok: false, error: 'The meter cannot be reached.' };
  }
}

/** Hands the meter JSON. */
export function hand<T>(path: string, body: string): Promise<Asked<T>> {
  return ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** `path?key=value`, without what is null. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | null>>): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === null ? [] : [[key, String(value)] as [string, string]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
