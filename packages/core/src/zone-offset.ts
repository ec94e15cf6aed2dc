const HOUR_MS = 3_600_000;

/**
 * The zone of this process, as `Date` knows it: for programs that live for one line, because `Intl` takes ten
 * milliseconds to load.
 */
export const OWN_ZONE = 'own';

/** Making a formatter costs more than a forecast; what it answers never changes. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * How far the clocks of a zone are ahead of UTC at a moment, ms.
 *
 * @param timeZone IANA name, or `OWN_ZONE`; a RangeError is thrown for an unknown one
 */
export function zoneOffset(timeZone: string, at: number): number {
  if (timeZone === 'UTC') return 0;
  if (timeZone === OWN_ZONE) return -new Date(at).getTimezoneOffset() * 60_000;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
  }
  const [, sign, hours, minutes = '0'] = /GMT([+-])(\d+):?(\d+)?/.exec(formatter.format(at)) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000);
}
