import { MAX_DEPTH, shapeOf } from '@claude-meter/wire';
import * as v from 'valibot';
import { CHROMIUM_BROWSERS } from '../collect/cookies/chromium-browsers.ts';
import { FIREFOX_BROWSERS } from '../collect/cookies/firefox-browsers.ts';

/** What a person may switch, as it stands in `config.json`. What is missing has its default. */
export interface Config {
  sources: {
    /** Read the sessions in this machine's browsers and ask claude.ai with them. @default true */
    cookies: boolean;
    /** Ask with Claude Code's own login; api.anthropic.com is contacted. @default false */
    oauth: boolean;
    /** Take what Claude Code tells its status line. @default true */
    statusline: boolean;
    /** As a last resort, take what Claude Code has cached in its own settings. @default true */
    passive: boolean;
    /** Read Claude Code's transcripts: counts, times, models, folders and branches, none of their text. @default true */
    transcripts: boolean;
    /** Ask GitHub, by its program `gh`, for pull requests of repositories in transcripts. @default false */
    github: boolean;
  };
  /** Browsers by name that may be looked into; one that is not named may. */
  browsers: Readonly<Record<string, boolean>>;
}

export const DEFAULT_CONFIG: Config = {
  sources: { cookies: true, oauth: false, statusline: true, passive: true, transcripts: true, github: false },
  browsers: {},
};

export const BROWSER_NAMES: readonly string[] = [...CHROMIUM_BROWSERS, ...FIREFOX_BROWSERS].map(
  ({ name }) => name,
);

/** A key as `claude-meter config` names it. */
export interface ConfigKey {
  key: string;
  path: readonly [section: string, name: string];
  text: string;
  fallback: boolean;
}

const SOURCE_TEXTS: Readonly<Record<keyof Config['sources'], string>> = {
  cookies: "read the sessions in this machine's browsers and ask claude.ai with them",
  oauth: "ask api.anthropic.com with Claude Code's own login",
  statusline: 'take what Claude Code tells its status line',
  passive: 'as a last resort, take what Claude Code has cached',
  transcripts: "count the requests in Claude Code's transcripts on this machine",
  github: 'ask GitHub, by its program gh, what became of branches in transcripts',
};

const BROWSER_KEYS: readonly ConfigKey[] = BROWSER_NAMES.map((name) => {
  const text = `look for sessions in ${name}`;
  return { key: `browsers.${name}`, path: ['browsers', name], text, fallback: true };
});

export const CONFIG_KEYS: readonly ConfigKey[] = [
  ...Object.entries(SOURCE_TEXTS).map(([name, text]): ConfigKey => {
    const fallback = DEFAULT_CONFIG.sources[name as keyof Config['sources']];
    return { key: `sources.${name}`, path: ['sources', name], text, fallback };
  }),
  ...BROWSER_KEYS,
];

const flag = (fallback: boolean) => v.optional(v.boolean('is neither true nor false'), fallback);

const plainObject = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is no object',
);

const ConfigSchema = v.looseObject({
  sources: v.optional(
    v.pipe(
      plainObject,
      v.looseObject({
        cookies: flag(DEFAULT_CONFIG.sources.cookies),
        oauth: flag(DEFAULT_CONFIG.sources.oauth),
        statusline: flag(DEFAULT_CONFIG.sources.statusline),
        passive: flag(DEFAULT_CONFIG.sources.passive),
        transcripts: flag(DEFAULT_CONFIG.sources.transcripts),
        github: flag(DEFAULT_CONFIG.sources.github),
      }),
    ),
    {},
  ),
  browsers: v.optional(v.pipe(plainObject, v.record(v.string(), v.boolean('is neither true nor false'))), {}),
});

export type ParsedConfig =
  /** `whole` is what the file holds, with keys that are not known here. */
  { ok: true; config: Config; whole: Readonly<Record<string, unknown>> } | { ok: false; error: string };

/** Reads the text of a settings file. */
export function parseConfig(text: string): ParsedConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `it is not JSON: ${(error as Error).message}` };
  }
  if (shapeOf(text).depth > MAX_DEPTH)
    return { ok: false, error: `it is nested deeper than ${MAX_DEPTH} levels` };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, error: `it is JSON, but no object: ${quote(value)}` };
  }
  const result = v.safeParse(ConfigSchema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    return { ok: false, error: `${v.getDotPath(issue) ?? 'it'} ${quote(issue.input)} ${issue.message}` };
  }
  const { sources, browsers } = result.output;
  const { cookies, oauth, statusline, passive, transcripts, github } = sources;
  return {
    ok: true,
    config: { sources: { cookies, oauth, statusline, passive, transcripts, github }, browsers },
    // As it is: a schema leaves out what it takes for a trick, and nothing of a person's file may be lost.
    whole: { ...value },
  };
}

/** How a key stands. Browsers are found whatever the case of their name. */
export function standing(
  { sources, browsers }: Config,
  { path: [section, name], fallback }: ConfigKey,
): boolean {
  const entries = Object.entries(section === 'sources' ? sources : browsers);
  return entries.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1] ?? fallback;
}

/** Browsers that may be looked into, as the session finder takes them: null for all. */
export function allowedBrowsers(config: Config): readonly string[] | null {
  const allowed = BROWSER_KEYS.filter((key) => standing(config, key)).map(({ path }) => path[1]);
  return allowed.length === BROWSER_KEYS.length ? null : allowed;
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 100);
}
