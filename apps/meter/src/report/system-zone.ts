import { readlinkSync } from 'node:fs';

const ZONE = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;
const ZONE_FILE = /\/zoneinfo\/(?:posix\/)?(.+)$/;

/**
 * The IANA name of this machine's time zone. `Intl` knows it, but takes ten milliseconds to say so; where the system
 * says it plainly, it is asked first.
 */
export function systemZone(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = env['TZ'];
  if (named !== undefined) return isZone(named) ? named : intlZone();
  const linked = platform === 'win32' ? null : linkedZone();
  return linked ?? intlZone();
}

/** `/etc/localtime` is a link to the zone's file on most systems. */
function linkedZone(): string | null {
  try {
    const name = ZONE_FILE.exec(readlinkSync('/etc/localtime'))?.[1];
    return name !== undefined && isZone(name) ? name : null;
  } catch {
    return null;
  }
}

/** `UTC` or `Area/Place`: anything else (`EST5EDT`, `:/etc/localtime`) is left to those who know all spellings. */
function isZone(name: string): boolean {
  return name === 'UTC' || (name.includes('/') && ZONE.test(name));
}

function intlZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
