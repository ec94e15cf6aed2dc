import type { SettingsAnswer } from '@claude-meter/wire';
import type { Context } from 'hono';
import * as v from 'valibot';
import { CONFIG_KEYS, DEFAULT_CONFIG, standing } from '../../config/config.ts';
import { readConfig, writeConfig } from '../../config/config-file.ts';
import { troubleText } from '../../health.ts';
import type { Settings } from '../../settings.ts';
import { BODIES_KEPT_MS, SAMPLES_KEPT_MS } from '../../store/retention.ts';
import type { Store } from '../../store/store.ts';
import type { WarmTranscripts } from '../../transcripts/warm-transcripts.ts';

export interface SettingsParts {
  /** Told of each change. */
  transcripts: Pick<WarmTranscripts, 'status' | 'review'>;
  store: Store;
  settings: Settings;
  /** The port that is listened on. */
  port: () => number;
  version: string;
}

/** `GET /api/settings` */
export function settingsAnswer({ store, settings, port, version }: SettingsParts): SettingsAnswer {
  const read = readConfig(settings.home);
  const config = read.ok ? read.config : DEFAULT_CONFIG;
  return {
    version,
    port: port(),
    home: settings.home,
    own_fetch: settings.ownFetch,
    upstream: settings.upstream,
    freshness_ms: settings.freshnessMs,
    poll_ms: settings.pollMs,
    switches: CONFIG_KEYS.map((key) => ({
      key: key.key,
      text: key.text,
      on: standing(config, key),
      fallback: key.fallback,
    })),
    switches_error: read.ok ? null : read.error,
    history: {
      bytes: store.bytes(),
      trouble: troubleText(store.trouble()),
      samples_kept_ms: SAMPLES_KEPT_MS,
      bodies_kept_ms: BODIES_KEPT_MS,
    },
  };
}

const ChangeSchema = v.object({ key: v.string(), on: v.boolean() });

/** `POST /api/settings` `{key, on}`: switches one key of `config.json`, as `claude-meter config set` does. */
export async function changeSetting(c: Context, parts: SettingsParts): Promise<Response> {
  const change = v.safeParse(ChangeSchema, parse(await c.req.text()));
  if (!change.success) return c.json({ error: 'Post {"key": "sources.cookies", "on": false}.' }, 400);
  const { key: name, on } = change.output;
  const key = CONFIG_KEYS.find((known) => known.key === name);
  if (key === undefined) {
    const known = CONFIG_KEYS.map((one) => one.key).filter((one) => !one.startsWith('browsers.'));
    const error = `There is no setting ${JSON.stringify(name.slice(0, 100))}. There are ${known.join(', ')} and one per browser.`;
    return c.json({ error }, 400);
  }
  try {
    const written = writeConfig(parts.settings.home, key, on);
    if (!written.ok) return c.json({ error: written.error }, 409);
    parts.transcripts.review();
    return c.json(settingsAnswer(parts));
  } catch (error) {
    return c.json({ error: `The setting cannot be kept: ${(error as Error).message}.` }, 507);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
