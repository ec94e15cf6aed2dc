import type { ImportAnswer } from '@claude-meter/wire';
import type { Context } from 'hono';
import type { Store } from '../../store/store.ts';
import { readImport } from './read-import.ts';
import { storeFailure } from './store-failure.ts';

/** `POST /api/import`: a piece of an export. All of it is taken in, or none. */
export async function takeImport(c: Context, store: Store): Promise<Response> {
  const read = readImport(await c.req.text());
  if (!read.ok) return c.json({ error: read.error }, 400);
  try {
    const answer: ImportAnswer = { ok: true, ...store.import(read.records), refused: read.refused };
    return c.json(answer);
  } catch (error) {
    const { status, words } = storeFailure(error);
    return c.json({ error: `Nothing was taken in. ${words}` }, status);
  }
}
