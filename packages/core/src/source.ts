/**
 * How a reading was obtained. `extension` and `cookies` ask claude.ai itself; `oauth` asks with Claude Code's
 * login; `statusline` is what Claude Code hands to its status line; `import` is what others have kept: Claude Code's
 * own cache, history from elsewhere.
 */
export const SOURCES = ['extension', 'cookies', 'oauth', 'statusline', 'import'] as const;

export type Source = (typeof SOURCES)[number];

const STRENGTHS: Readonly<Record<Source, number>> = {
  extension: 3,
  cookies: 3,
  oauth: 2,
  statusline: 1,
  import: 0,
};

/** Which of two fresh readings is believed: what claude.ai serves, before what another interface serves, before hearsay. */
export function sourceStrength(source: Source): number {
  return STRENGTHS[source];
}

/** Whether a source knows a few windows only: what it does not name may exist all the same. */
export function isPartial(source: Source): boolean {
  return source === 'statusline';
}

/** How a source is called beside another one's number. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  extension: 'the extension',
  cookies: 'the own fetch path',
  oauth: "Claude Code's login",
  statusline: 'the status line',
  import: "Claude Code's cache",
};

/** What a simulated login calls its browser: no number of it is anybody's. */
export const SIMULATED_BROWSER = 'simulated browser';
