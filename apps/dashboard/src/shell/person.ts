/** Where a person lives and how dates are written there. */
export interface Person {
  /** BCP 47 */
  locale: string;
  /** IANA */
  timeZone: string;
}

/** As the browser says. */
export function thisPerson(): Person {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { locale: navigator.language || 'en', timeZone };
}

/** Ways to write a moment down, from the shortest. */
const STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  moment: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  whole: { dateStyle: 'medium', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type MomentStyle = keyof typeof STYLES;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment (ms) as the person writes it. */
export function moment(at: number, style: MomentStyle, { locale, timeZone }: Person): string {
  const key = `${style} ${locale} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone });
  formats.set(key, format);
  return format.format(at);
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** A length of time: `42 min`, `3 h 5 min`, `4 d 6 h`. */
export function length(ms: number): string {
  if (ms < HOUR) return `${Math.max(0, Math.round(ms / MINUTE))} min`;
  if (ms < DAY) return joined(Math.floor(ms / HOUR), 'h', Math.round((ms % HOUR) / MINUTE), 'min');
  return joined(Math.floor(ms / DAY), 'd', Math.round((ms % DAY) / HOUR), 'h');
}

function joined(first: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${first} ${unit}` : `${first} ${unit} ${rest} ${restUnit}`;
}
