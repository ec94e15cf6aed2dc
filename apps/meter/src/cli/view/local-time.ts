/** The numbers and names of a moment in a zone, in English and with the 24-hour clock. */
function partsOf(at: number, timeZone: string): Record<Intl.DateTimeFormatPartTypes, string> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const parts = format.formatToParts(at).map(({ type, value }) => [type, value]);
  return Object.fromEntries(parts) as Record<Intl.DateTimeFormatPartTypes, string>;
}

/** `Thu Apr 30`; null when the text is no time. */
export function localDay(iso: string, timeZone: string): string | null {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return null;
  const { weekday, month, day } = partsOf(at, timeZone);
  return `${weekday} ${month} ${day}`;
}

/** `Thu Apr 30 18:00`; null when the text is no time. */
export function localMinute(iso: string, timeZone: string): string | null {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return null;
  const { weekday, month, day, hour, minute } = partsOf(at, timeZone);
  return `${weekday} ${month} ${day} ${hour}:${minute}`;
}

/** `10:55:02` */
export function localClock(at: number, timeZone: string): string {
  const { hour, minute, second } = partsOf(at, timeZone);
  return `${hour}:${minute}:${second}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-04-19 10:55:02 -07:00` */
export function localStamp(at: number, timeZone: string): string {
  const parts = partsOf(at, timeZone);
  const month = String(MONTHS.indexOf(parts.month) + 1).padStart(2, '0');
  const offset = parts.timeZoneName.replace('GMT', '') || '+00:00';
  return `${parts.year}-${month}-${parts.day.padStart(2, '0')} ${parts.hour}:${parts.minute}:${parts.second} ${offset}`;
}
