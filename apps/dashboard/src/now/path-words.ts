import type { Snapshot, Source } from '@claude-meter/core';

const WORDS: Readonly<Record<Source, (browser: string) => string>> = {
  extension: (browser) => `Extension in ${browser}`,
  cookies: (browser) => `Login of ${browser}`,
  oauth: () => 'Login of Claude Code',
  statusline: () => 'Status line of Claude Code',
  import: () => 'Import',
};

/** Which path a reading came by: `Extension in Chrome`. */
export function pathWords({ source, browser }: Pick<Snapshot, 'source' | 'browser'>): string {
  return WORDS[source](browser);
}
