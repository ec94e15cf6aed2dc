/** Where a person lives and how moments are written there. */
export interface Place {
  /** IANA */
  timeZone: string;
  /** BCP 47 */
  locale: string;
}

const STYLES = {
  whole: { dateStyle: 'medium', timeStyle: 'medium' },
  date: { dateStyle: 'medium' },
  reset: { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making a format costs far more than using it, and each row is drawn anew every second. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment (ms) as a person writes it. */
export function writeMoment(at: number, style: keyof typeof STYLES, { timeZone, locale }: Place): string {
  const key = `${style} ${locale} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone });
  formats.set(key, format);
  return format.format(at);
}
