import {
  checkLineField,
  DEFAULT_TEMPLATE,
  LINE_FORMATS,
  type LineFormat,
  type LineTemplate,
  parseLineTemplate,
} from '@claude-meter/core';

/** What a line is to look like, and whose. */
export interface LineQuery {
  format: LineFormat;
  template: LineTemplate;
  /** E-mail, or how an org's uuid begins; null: the account whose window is fullest. */
  account: string | null;
}

export interface LineWords {
  format?: string | undefined;
  template?: string | undefined;
  account?: string | undefined;
}

export type ReadLineQuery = { ok: true; query: LineQuery } | { ok: false; error: string };

/** Reads what somebody asked for; a mistake is quoted with its place. What is not given has a default. */
export function readLineQuery({ format, template, account }: LineWords): ReadLineQuery {
  const known = LINE_FORMATS.find((one) => one === (format || 'plain'));
  if (known === undefined) {
    const error = `There is no format ${JSON.stringify(format?.slice(0, 40))}. It is one of ${LINE_FORMATS.join(', ')}.`;
    return { ok: false, error };
  }
  const parsed = parseLineTemplate(template || DEFAULT_TEMPLATE, checkLineField);
  if (!parsed.ok) return { ok: false, error: `The template cannot be read. ${parsed.error}` };
  return { ok: true, query: { format: known, template: parsed.template, account: account || null } };
}
