/**
 * JSON in which every number keeps the text it was written with: `42.0` stays `42.0`, `1e2` stays `1e2`,
 * `12345678901234567890` keeps its last digit.
 */
export type LosslessJson =
  | null
  | boolean
  | string
  | NumberText
  | LosslessJson[]
  | { [key: string]: LosslessJson };

/** A number as it was written. `JSON.stringify` prints it verbatim. */
export interface NumberText {
  readonly rawJSON: string;
}

/** The parts of the "JSON.parse source text access" standard that TypeScript's library does not know yet. */
interface SourceTextJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): NumberText;
  isRawJSON(value: unknown): value is NumberText;
}

const json = JSON as unknown as SourceTextJson;

/**
 * Parses JSON, keeping number text.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseLossless(text: string): LosslessJson {
  return json.parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined ? json.rawJSON(context.source) : value,
  ) as LosslessJson;
}

/** Prints what `parseLossless` read; white space aside, the same text. */
export function printLossless(value: LosslessJson, indent?: number): string {
  return JSON.stringify(value, null, indent);
}

/** Tells a number from the other JSON values. */
export function isNumberText(value: unknown): value is NumberText {
  return json.isRawJSON(value);
}
