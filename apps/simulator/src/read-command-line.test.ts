import { describe, expect, it } from 'vitest';
import { readCommandLine } from './read-command-line.ts';
import { SCENARIOS } from './scenarios/scenario-list.ts';

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(readCommandLine([])).toMatchObject({
      kind: 'run',
      commandLine: { speed: 1, port: 0, controlPort: 0, stateDir: null, strict: false, withParent: false },
    });
  });

  it.each(SCENARIOS.map(({ name }) => name))('takes --scenario %s', (name) => {
    expect(readCommandLine(['--scenario', name])).toMatchObject({ commandLine: { scenario: { name } } });
  });

  it('takes every option', () => {
    const args = [
      '--speed',
      '60',
      '--port',
      '1',
      '--control-port',
      '2',
      '--state-dir',
      '/x',
      '--strict',
      '--with-parent',
    ];
    expect(readCommandLine(args)).toMatchObject({
      commandLine: { speed: 60, port: 1, controlPort: 2, stateDir: '/x', strict: true, withParent: true },
    });
  });

  it('knows --help', () => {
    expect(readCommandLine(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--scenario', 'pro'], /^There is no scenario "pro"; use one of pro-working-day, /],
    [['--speed', 'fast'], /^--speed must be a number from 0, not "fast"\.$/],
    [['--speed=-1'], /^--speed must be a number from 0, not "-1"\.$/],
    [['--port', '70000'], /^--port must be a port from 0 to 65535, not "70000"\.$/],
    [['--control-port', 'x'], /^--control-port must be a port/],
    [['--colour'], /--colour/],
    [['pro'], /pro/],
  ])('refuses %j', (args, message) => {
    const read = readCommandLine(args);
    expect(read.kind === 'wrong' ? read.message : '').toMatch(message);
  });
});
