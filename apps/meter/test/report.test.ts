import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { written } from './transcripts/written.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  const project = join(folder, 'claude', 'projects', '-home-me-app');
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, 's1.jsonl'),
    written({ id: 'a', session: 's1', at: '2026-11-20T23:30:00.000Z', output: 1_000_000 }) +
      written({ id: 'b', session: 's1', at: '2026-11-21T10:00:00.000Z', model: 'someone-else' }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  code: number;
  out: string;
  err: string;
}

function report(...args: string[]): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    TZ: 'UTC',
    CLAUDE_CONFIG_DIR: join(folder, 'claude'),
    CLAUDE_METER_HOME: join(folder, 'home'),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'report', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('claude-meter report', () => {
  it('prints the days as a table, with what they would have cost', async () => {
    const { code, out, err } = await report();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').slice(1, 4)).toEqual([
      '2026-11-20         1      1  1,000,000            0           0  1,000,001      $25.00',
      '2026-11-21         1      1          2            0           0          3           —',
      'Total              2      2  1,000,002            0           0  1,000,004     $25.00+',
    ]);
    expect(out).toContain('No price known for someone-else');
  });

  it('prints the same for programs, in the zone that is asked for', async () => {
    const { out } = await report('daily', '--json', '--timezone', 'Asia/Tokyo');
    const made = JSON.parse(out) as { timezone: string; rows: { from: string; requests: number }[] };
    expect(made.timezone).toBe('Asia/Tokyo');
    expect(made.rows.map(({ from, requests }) => [from, requests])).toEqual([['2026-11-21', 2]]);
  });

  it('prints CSV, a session and nothing', async () => {
    const csv = await report('models', '--csv');
    expect(csv.out.split('\r\n')[1]).toMatch(/^claude-opus-5,1,1,1000000,0,0,0,1000001,0,25.000005,0$/);
    expect((await report('session', 's1', '--json')).out).toContain('"session": "s1"');
    expect((await report('--until', '2020-01-01')).out).toBe('Nothing was done in this time.\n');
  });

  it('says where it looked when there is nothing to report of', async () => {
    rmSync(join(folder, 'claude'), { recursive: true });
    const { code, out, err } = await report();
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing was done in this time.\n' });
    expect(err).toContain(`looked for ${JSON.stringify(join(folder, 'claude', 'projects'))}`);
    expect(err).toContain('CLAUDE_CONFIG_DIR');
  });

  it('takes the prices of the person', async () => {
    mkdirSync(join(folder, 'home'), { mode: 0o700 });
    writeFileSync(join(folder, 'home', 'prices.json'), '{"someone-else": {"input": 1e6, "output": 0}}');
    expect((await report('today', '--json')).code).toBe(0);
    expect((await report('models')).out).toMatch(/someone-else .*\$1\.00/);
    writeFileSync(join(folder, 'home', 'prices.json'), '{"someone-else": 3}');
    const { code, err } = await report('models');
    expect(code).toBe(1);
    expect(err).toContain('"someone-else" has 3 for a price');
  });

  it.each([
    [['hourly'], 'knows no "hourly"'],
    [['session'], 'Which session?'],
    [['daily', 's1'], '"s1" means nothing'],
    [['--since', 'soon'], '"soon" is no day'],
    [['--json', '--csv'], 'either --json or --csv'],
  ])('refuses %j', async (args, why) => {
    const { code, out, err } = await report(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
  });
});
