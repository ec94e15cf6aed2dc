import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, COMMANDS } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseCommandLine } from './parse-command-line.ts';

/** What a command line comes to, in one line. */
async function read(line: string): Promise<string> {
  const intent = await parseCommandLine(line === '' ? [] : line.split(' '));
  switch (intent.kind) {
    case 'run':
      return `run ${intent.command.meta.name || 'show'} ${JSON.stringify({ ...intent.values })}`;
    case 'help':
      return `help ${intent.command?.meta.name ?? 'program'}`;
    case 'version':
      return 'version';
    case 'mistake':
      return intent.error;
  }
}

describe('parseCommandLine', () => {
  const cases: [line: string, meaning: string][] = [
    ['', 'run show {}'],
    ['--json', 'run show {"json":true}'],
    ['run', 'run run {}'],
    ['status', 'run status {}'],
    ['watch', 'run watch {}'],
    ['demo --for 20s --speed=5', 'run demo {"for":"20s","speed":"5"}'],
    ['--help', 'help program'],
    ['-h', 'help program'],
    ['help', 'help program'],
    ['help watch', 'help watch'],
    ['watch --help', 'help watch'],
    ['demo --for 20s -h', 'help demo'],
    ['--version', 'version'],
    ['-V', 'version'],
    ['statsu', 'There is no command "statsu". Did you mean "status"?'],
    ['help wach', 'There is no command "wach". Did you mean "watch"?'],
    ['constructor', 'There is no command "constructor".'],
    ['--jsn', 'There is no option "--jsn". Did you mean "--json"?'],
    ['--json=1', '"--json" takes no value, got "1".'],
    ['--json extra', 'There is no command "extra".'],
    ['-j', 'There is no option "-j".'],
    ['status --json', 'There is no option "--json".'],
    ['status now', '"status" takes no further words, got "now".'],
    ['config list', 'run config {"action":"list"}'],
    ['config set a b --json', 'run config {"json":true,"action":"set","key":"a","value":"b"}'],
    ['config', '"config" needs ACTION: list, get or set.'],
    ['config lst', '"config" knows no "lst". Did you mean "list"?'],
    ['config everything', '"config" knows no "everything". It is one of list, get, set.'],
    ['config set a b c', '"config" takes no further words, got "c".'],
    ['demo --for', '"--for" needs a value: --for TIME.'],
    ['demo --toString', 'There is no option "--toString".'],
  ];
  it.each(cases)('%j: %s', async (line, meaning) => {
    expect(await read(line)).toBe(meaning);
  });
});

describe('help', () => {
  it('names every command with an example, every switch and every exit code', async () => {
    const help = await programHelp();
    for (const load of Object.values(COMMANDS)) {
      const { meta } = await load();
      expect(help).toContain(meta.summary);
      expect(meta.examples.length).toBeGreaterThan(0);
      for (const example of meta.examples) expect(help).toContain(example.line);
    }
    for (const name of ['HOME', 'PORT', 'UPSTREAM', 'FRESHNESS_MS', 'POLL_MS', 'OWN_FETCH']) {
      expect(help).toContain(`CLAUDE_METER_${name}`);
    }
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7]) expect(help).toMatch(new RegExp(`^ {2}${code} +\\S`, 'm'));
  });

  it.each(COMMAND_NAMES)(
    'of %s shows its options and examples, and is told by its own name',
    async (name) => {
      const command = await COMMANDS[name]?.();
      if (command === undefined) throw new Error(`${name} cannot be loaded`);
      const help = commandHelp(command);
      expect(command.meta.name).toBe(name);
      expect(help).toContain(`claude-meter ${name}`);
      for (const option of Object.keys(command.meta.options)) expect(help).toContain(`--${option}`);
      for (const example of command.meta.examples) expect(help).toContain(example.line);
      expect(help.split('\n').filter((line) => line.length > 130)).toEqual([]);
    },
  );
});
