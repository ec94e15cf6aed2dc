import { expect } from 'vitest';
import { originalPost, startMeter } from '../../../apps/meter/test/meter.ts';

/** What nobody may read who may not come in. */
export const CANARY = 'canary@example.com';

/** A meter that knows an account. */
export async function withData() {
  const meter = await startMeter();
  expect((await meter.post([originalPost({ account_email: CANARY })])).status).toBe(200);
  return meter;
}

/** A request as it goes over the wire. */
export function request(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
