/**
 * How a reading was obtained. `extension` and `cookies` ask claude.ai itself; `oauth` asks with Claude Code's
 * login; `statusline` is what Claude Code hands to its status line; `import` is history from elsewhere.
 */
export const SOURCES = ['extension', 'cookies', 'oauth', 'statusline', 'import'] as const;

export type Source = (typeof SOURCES)[number];
