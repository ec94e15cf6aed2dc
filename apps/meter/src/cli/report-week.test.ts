import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributionAnswer } from '@claude-meter/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { END, writeHistory, writeTranscripts } from '../../test/attributed-home.ts';
import { readSettings } from '../settings.ts';
import type { OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io, Stream } from './io.ts';
import { report } from './report.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'week-'));
  writeHistory(folder);
  writeTranscripts(join(folder, 'projects'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `claude-meter report week` on a machine without a running meter. */
async function week(
  values: OptionValues,
  home = folder,
): Promise<{ out: string; err: string; code: ExitCode }> {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): Stream => ({
    write: (data) => {
      said[name] += String(data);
    },
    isTerminal: false,
    colours: false,
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => undefined,
  });
  const env = { CLAUDE_CONFIG_DIR: folder, CLAUDE_METER_HOME: home };
  const read = readSettings(env);
  if (!read.ok) throw new Error(read.error);
  const io: Io = {
    env,
    stdout: stream('out'),
    stderr: stream('err'),
    stdin: process.stdin,
    now: () => END,
    timeZone: 'UTC',
    stopped: () => new AbortController().signal,
    readerGone: new AbortController().signal,
  };
  const code = await report.run(io, read.settings, { report: 'week', timezone: 'UTC', ...values });
  return { ...said, code };
}

describe('claude-meter report week', () => {
  it('shows list price, 5-hour windows and the week side by side, out of the files alone', async () => {
    const { out, err, code } = await week({});
    expect([err, code]).toEqual(['', EXIT.ok]);
    expect(out).toMatch(/^Sun Nov 15 12:00 to Sun Nov 22 12:00\n/);
    expect(out).toMatch(/^List price +\$\d+\.\d\d/m);
    expect(out).toMatch(/^5-hour +[\d.]+ +[\d.]+ \([\d.]+–[\d.]+\) +[\d.]+ \([\d.]+–[\d.]+\)$/m);
    expect(out).toMatch(/^7-day all +[\d.]+/m);
    expect(out).toContain('came from elsewhere: claude.ai, other machines.');
    expect(out).toContain('An ordinary session takes');
  });

  it('is the whole answer as JSON, and adds up', async () => {
    const answer = JSON.parse((await week({ json: true })).out) as AttributionAnswer;
    for (const { rise, models, elsewhere } of answer.limits) {
      const parts = [elsewhere, ...models].reduce((sum, { points }) => sum + Math.round(points * 1e6), 0);
      expect(parts).toBe(Math.round(rise * 1e6));
    }
  });

  it('is one line per limit and place as CSV', async () => {
    const { out } = await week({ csv: true });
    expect(out.split('\r\n')[0]).toBe('limit,by,key,points,low,high,requests,tokens,usd,first_at,last_at');
    expect(out).toContain('seven_day,models,claude-opus-5,');
  });

  it('tells of the days that are named', async () => {
    const { out } = await week({ since: '2026-11-10', until: '2026-11-12' });
    expect(out).toMatch(/^Tue Nov 10 00:00 to Fri Nov 13 00:00\n/);
  });

  it.each([
    [{ id: 'abc' }, /"abc" means nothing to the report "week"/],
    [{ json: true, csv: true }, /either --json or --csv/],
    [{ since: 'soon' }, /"soon" is no day/],
    [{ since: '2027-01-01' }, /in the future/],
    [{ timezone: 'Mars' }, /no time zone/],
  ])('%j is refused with a sentence', async (values, error) => {
    const { err, out, code } = await week(values);
    expect([out, code]).toEqual(['', EXIT.usage]);
    expect(err).toMatch(error);
  });

  it('says what to do while there is no history', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'week-'));
    const { err, out, code } = await week({}, empty);
    rmSync(empty, { recursive: true });
    expect([out, code]).toEqual(['', EXIT.failed]);
    expect(err).toContain('Leave "claude-meter run" on for a while');
  });
});
