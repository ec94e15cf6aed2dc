import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import manifest from '../apps/meter/package.json' with { type: 'json' };
import { startDaemon } from '../apps/meter/src/daemon.ts';
import { readSettings } from '../apps/meter/src/settings.ts';

// Keeps the state folder that this version writes, so that every later one is tested to open it. Run once per release:
// node scripts/keep-state.ts

const ORGS = ['d03d2d69-0000-4000-8000-000000000001', 'd03d2d69-0000-4000-8000-000000000002'];
const BEGUN = Date.UTC(2026, 10, 20, 8);
const MINUTE = 60_000;
const READINGS = 180;

const home = mkdtempSync(join(tmpdir(), 'claude-meter-keep-'));
const kept = join(import.meta.dirname, '../test/fixtures', `state-${manifest.version}`);
const read = readSettings({ CLAUDE_METER_HOME: home, CLAUDE_METER_PORT: '0', CLAUDE_METER_OWN_FETCH: 'off' });
if (!read.ok) throw new Error(read.error);
const ending = new AbortController();
let now = BEGUN;
const started = await startDaemon(read.settings, {
  signal: ending.signal,
  clock: () => now,
  transcriptRoots: [],
});
if (!started.ok) throw new Error(started.error);
for (let turn = 0; turn < READINGS; turn += 1) {
  now = BEGUN + turn * MINUTE;
  const body = JSON.stringify(ORGS.map((org, index) => snapshotOf(org, index, turn)));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${started.port}/snapshots`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}
ending.abort();
await started.closed;

rmSync(kept, { recursive: true, force: true });
mkdirSync(kept, { recursive: true });
const database = new DatabaseSync(join(home, 'history.db'));
database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM;');
database.close();
copyFileSync(join(home, 'history.db'), join(kept, 'history.db'));
writeFileSync(
  join(kept, 'config.json'),
  '{\n  "sources": { "oauth": false },\n  "browsers": { "Edge": false },\n  "of_a_later_version": [1.0]\n}\n',
);
writeFileSync(
  join(kept, 'tray.json'),
  '{"format":"compact","driver":{"by":"highest"},"alarms":true,"flash":false}\n',
);
rmSync(home, { recursive: true, force: true });
process.stdout.write(`kept in ${kept}\n`);

/** Bodies whose numbers would not survive being printed again. */
function snapshotOf(org: string, index: number, turn: number): object {
  const fiveHour = (10 + index * 20 + turn / 4).toFixed(index === 0 ? 1 : 14);
  const resets = new Date(BEGUN + (turn < 120 ? 120 : 420) * MINUTE).toISOString();
  const usage = `{"five_hour":{"utilization":${turn < 120 ? fiveHour : '1.0'},"resets_at":"${resets}"},"seven_day":{"utilization":${50 + index}.0,"resets_at":null},"extra_usage":{"is_enabled":true,"monthly_limit":20000,"used_credits":${turn * 10}.5,"utilization":null,"currency":"EUR"}}`;
  return {
    org_uuid: org,
    browser: index === 0 ? 'Chrome' : 'Firefox',
    account_email: `person-${index}@example.com`,
    fetched_at: new Date(BEGUN + turn * MINUTE).toISOString(),
    usage_text: usage,
    instance: `kept-${index}`,
    plan: index === 0 ? 'Max 20x' : 'Team',
  };
}
