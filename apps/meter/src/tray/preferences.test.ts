import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  keepPreferences,
  readPreferences,
  type TrayPreferences,
  writePreferences,
} from './preferences.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-meter-preferences-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('preferences', () => {
  it('come back as they were written, for this user alone', () => {
    const chosen: TrayPreferences = {
      format: 'compact',
      driver: { by: 'account', orgUuid: 'org-a' },
      alarms: false,
      flash: false,
    };
    expect(writePreferences(home, chosen)).toBe(true);
    expect(readPreferences(home)).toEqual(chosen);
    expect(readdirSync(home)).toEqual(['tray.json']);
    expect(statSync(join(home, 'tray.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no file', null],
    ['a damaged file', '{"format":'],
    ['another type', '[1]'],
    ['unknown values', '{"format":"huge","driver":{"by":"magic"},"alarms":"x","flash":1}'],
    ['half an account', '{"driver":{"by":"account"}}'],
  ])('are the usual ones for %s', (_, text) => {
    if (text !== null) writeFileSync(join(home, 'tray.json'), text);
    expect(readPreferences(home)).toEqual(DEFAULT_PREFERENCES);
  });

  it('take over what another program has chosen', () => {
    const kept = keepPreferences(home);
    expect(kept.read()).toEqual(DEFAULT_PREFERENCES);
    writePreferences(home, { ...DEFAULT_PREFERENCES, format: 'compact' });
    expect(kept.read().format).toBe('compact');
  });

  it('that cannot be written last until the meter ends', () => {
    const kept = keepPreferences(join(home, 'gone'));
    kept.write({ ...DEFAULT_PREFERENCES, format: 'medium' });
    expect(kept.read().format).toBe('medium');
  });

  it('that cannot be written cost nothing but their memory', () => {
    expect(writePreferences(join(home, 'gone'), DEFAULT_PREFERENCES)).toBe(false);
  });
});
