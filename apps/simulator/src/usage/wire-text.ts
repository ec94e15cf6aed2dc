declare global {
  interface JSON {
    /** ES proposal that Node 24 implements; the text goes into the output as it is. */
    rawJSON(text: string): RawNumber;
  }
}

/** A number that will be printed as the text it was made from. */
export type RawNumber = { readonly rawJSON: string };

/** A number as claude.ai prints its floats: `42` becomes `42.0`, `37.46` stays. */
export function float(value: number): RawNumber {
  return JSON.rawJSON(Number.isInteger(value) ? `${value}.0` : String(value));
}

/**
 * An instant as claude.ai prints it: `2026-09-14T15:30:00.910731+00:00`.
 *
 * @param ms since the epoch; what is below a second is replaced by `micros` (0–999 999), because the
 *   server's resets jitter there from answer to answer.
 */
export function instant(ms: number, micros: number): string {
  const seconds = new Date(ms).toISOString().slice(0, 19);
  return `${seconds}.${String(micros).padStart(6, '0')}+00:00`;
}

/** A day as `YYYY-MM-DD`, UTC. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
