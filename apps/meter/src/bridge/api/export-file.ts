import type { Context } from 'hono';
import type { Store } from '../../store/store.ts';
import { EXPORT_FORMATS, EXPORT_TYPES, printExport } from './print-export.ts';

/** `GET /api/export?format=jsonl|json|csv`: the whole history, read as fast as it is taken. */
export function serveExport(c: Context, store: Store, now: number): Response {
  const asked = c.req.query('format') || 'jsonl';
  const format = EXPORT_FORMATS.find((known) => known === asked);
  if (format === undefined) {
    const error = `format ${JSON.stringify(asked.slice(0, 100))} is none of ${EXPORT_FORMATS.join(', ')}.`;
    return c.json({ error }, 400);
  }
  const day = new Date(now).toISOString().slice(0, 10);
  return c.body(streamOf(printExport(store.export(now), format)), 200, {
    'Content-Type': EXPORT_TYPES[format],
    'Content-Disposition': `attachment; filename="claude-meter-history-${day}.${format}"`,
  });
}

function streamOf(pieces: Generator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        // Others get their turn between two pages.
        await new Promise((resolve) => setImmediate(resolve));
        const { done, value } = pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: () => {
        pieces.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}
