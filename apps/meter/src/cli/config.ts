import { BROWSER_NAMES, CONFIG_KEYS, type ConfigKey, standing } from '../config/config.ts';
import { configPath, readConfig, writeConfig } from '../config/config-file.ts';
import { prepareHome } from '../home-folder.ts';
import type { Settings } from '../settings.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';

/** `claude-meter config`: the switches in `config.json`. */
export const config: Command = {
  meta: {
    name: 'config',
    summary: 'switch sources and browsers on and off',
    about: `Shows and changes the switches in config.json in the state folder. A running meter takes a change with its
next poll. CLAUDE_METER_OWN_FETCH=off wins over sources.cookies.`,
    words: [
      { name: 'action', text: 'list, get or set', choices: ['list', 'get', 'set'] },
      { name: 'key', text: 'such as sources.cookies or browsers.Chrome', optional: true },
      { name: 'value', text: 'on or off', optional: true },
    ],
    options: { json: { type: 'boolean', text: 'list: as JSON' } },
    examples: [
      { line: 'claude-meter config list', text: 'every switch, what it does and how it stands' },
      { line: 'claude-meter config set sources.cookies off', text: 'the extension alone, no own requests' },
      { line: 'claude-meter config set browsers.Edge off', text: 'never look into Edge' },
    ],
  },

  async run(io, settings, values) {
    if (values['action'] === 'get') return get(io, settings, values);
    if (values['action'] === 'set') return set(io, settings, values);
    return list(io, settings, values);
  },
};

function list(io: Io, { home }: Settings, values: OptionValues): ExitCode {
  if (values['key'] !== undefined)
    return mistake(io, '"config list" takes no key. Did you mean "config get"?');
  const read = readConfig(home);
  if (!read.ok) return failed(io, read.error);
  if (values['json'] === true) {
    io.stdout.write(`${JSON.stringify(read.config, null, 2)}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...CONFIG_KEYS.map(({ key }) => key.length));
  const lines = CONFIG_KEYS.map((key) => {
    const value = standing(read.config, key);
    const changed = value === key.fallback ? '' : ` (default ${word(key.fallback)})`;
    return `${key.key.padEnd(width)}  ${word(value).padEnd(3)}  ${key.text}${changed}\n`;
  });
  io.stdout.write(lines.join(''));
  io.stderr.write(`claude-meter: from ${configPath(home)}\n`);
  return EXIT.ok;
}

function get(io: Io, { home }: Settings, values: OptionValues): ExitCode {
  const key = findKey(values['key']);
  if ('error' in key) return mistake(io, key.error);
  if (values['value'] !== undefined)
    return mistake(io, '"config get" takes no value. Did you mean "config set"?');
  const read = readConfig(home);
  if (!read.ok) return failed(io, read.error);
  io.stdout.write(`${word(standing(read.config, key))}\n`);
  return EXIT.ok;
}

function set(io: Io, { home }: Settings, values: OptionValues): ExitCode {
  const key = findKey(values['key']);
  if ('error' in key) return mistake(io, key.error);
  const value = VALUES[String(values['value'] ?? '').toLowerCase()];
  if (value === undefined) {
    return mistake(io, `${key.key} is on or off, not ${JSON.stringify(values['value'] ?? '')}.`);
  }
  const prepared = prepareHome(home);
  if (!prepared.ok) {
    io.stderr.write(`claude-meter: ${prepared.error}\n`);
    return EXIT.homeUnusable;
  }
  const written = writeConfig(home, key, value);
  if (!written.ok) return failed(io, written.error);
  io.stdout.write(`${key.key} ${word(standing(written.config, key))}\n`);
  return EXIT.ok;
}

const VALUES: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

const word = (value: boolean) => (value ? 'on' : 'off');

function findKey(given: string | boolean | undefined): ConfigKey | { error: string } {
  if (typeof given !== 'string') return { error: 'Which key? "claude-meter config list" shows them.' };
  const found = CONFIG_KEYS.find(({ key }) => key.toLowerCase() === given.toLowerCase());
  if (found !== undefined) return found;
  const names = CONFIG_KEYS.map(({ key }) => key);
  const near = nearest(given, [...names, ...BROWSER_NAMES]);
  const hint =
    near === null ? '"claude-meter config list" shows them.' : `Did you mean ${JSON.stringify(near)}?`;
  return { error: `There is no key ${JSON.stringify(given)}. ${hint}` };
}

function mistake(io: Io, error: string): ExitCode {
  io.stderr.write(`claude-meter: ${error}\n`);
  return EXIT.usage;
}

function failed(io: Io, error: string): ExitCode {
  io.stderr.write(`claude-meter: ${error}\n`);
  return EXIT.failed;
}
