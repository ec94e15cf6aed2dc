import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { person } from './person.ts';

function withConfig(notices: unknown) {
  const one = person(1);
  mkdirSync(one.home);
  writeFileSync(join(one.home, 'config.json'), JSON.stringify({ notices }));
  return one;
}

describe('claude-meter notices', () => {
  it('lists what would be told', async () => {
    const { run } = withConfig({
      thresholds: [50, 90],
      without: ['reset'],
      hook: ['/bin/on-notice', '--loud'],
    });
    const { code, stdout } = await run(['notices', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^limits +50%, 90%$/m);
    expect(stdout).toMatch(/^told of +limit, extra_usage/m);
    expect(stdout).toMatch(/^hook +\["\/bin\/on-notice","--loud"\]$/m);
    const json = JSON.parse((await run(['notices', 'list', '--json'])).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ on: true, thresholds: [50, 90], quiet: null });
  });

  it('runs the hook once with a notice that says it is a test', async () => {
    const { user, run } = withConfig({ hook: ['sh', '-c', 'cat > "$HOME/heard"'] });
    const tested = await run(['notices', 'test', '--only', 'hook']);
    expect([tested.code, tested.stdout]).toEqual([
      0,
      'hook     ["sh","-c","cat > \\"$HOME/heard\\""] did its work.\n',
    ]);
    expect(JSON.parse(readFileSync(join(user, 'heard'), 'utf8'))).toMatchObject({
      kind: 'test',
      quiet: false,
    });
  });

  it.each([
    [['sh', '-c', 'echo because >&2; exit 4'], 'ended with code 4. Its last words: "because"'],
    [['/nowhere/at/all'], 'could not be started: spawn /nowhere/at/all ENOENT'],
  ])('says how the hook %j failed, and ends with 1', async (hook, words) => {
    const tested = await withConfig({ hook }).run(['notices', 'test', '--only', 'hook']);
    expect([tested.code, tested.stdout]).toEqual([1, expect.stringContaining(words)]);
  });

  it('says why the desktop shows nothing', async () => {
    const tested = await withConfig({}).run(['notices', 'test', '--json']);
    expect(tested.code).toBe(1);
    const [desktop, hook] = JSON.parse(tested.stdout) as { part: string; ok: boolean; says: string }[];
    expect(desktop).toMatchObject({ part: 'desktop', ok: false });
    expect(hook).toEqual({ part: 'hook', ok: true, says: 'none is set' });
  });

  it.each([
    [{ hook: 'rm -rf' }, ['notices', 'test'], 1, 'notices.hook "rm -rf"'],
    [{}, ['notices', 'test', '--only', 'sound'], 2, '--only is desktop or hook, not "sound"'],
  ])('refuses %j with %j', async (config, args, code, words) => {
    expect(await withConfig(config).run(args)).toMatchObject({
      code,
      stderr: expect.stringContaining(words),
    });
  });
});
