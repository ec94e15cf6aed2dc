import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelOf } from '../../../test/tray-hosts/transcript.ts';
import type { HostRow, HostRun } from '../hosted/protocol.ts';
import { toHostOps } from '../hosted/to-host-ops.ts';

const TESTS = join(import.meta.dirname, '../../../test/tray-hosts');
const GUI = 'libgnustep-gui.so.0.29';
const COMPILER = process.env['CC'] ?? 'cc';

/** A row as GNUstep holds it, in the words of the program that asks it. */
type Held =
  | 'separator'
  | { id: string; title: string; enabled: boolean; state: number; hidden: boolean; children: Held[] | null };

interface Printed {
  first: Held[];
  patched: Held[];
  again: Held[];
  clicked: string[];
  title: { text: string; ground: number[] | null; ink: number[] | null; font: boolean }[];
}

let folder = '';

/** Why GNUstep cannot be asked here; null when it can. */
function build(): string | null {
  if (process.arch !== 'x64') return 'the shim is made for x64';
  if (spawnSync('xvfb-run', ['--help']).error !== undefined) return 'xvfb-run is not installed';
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-gnustep-'));
  const include =
    spawnSync(COMPILER, ['-print-file-name=include'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const args = ['-shared', '-fPIC', '-o', join(folder, 'shim.so'), join(TESTS, 'gnustep-shim.c')];
  const built = spawnSync(COMPILER, [...args, `-I${include}`, '-lobjc'], { encoding: 'utf8' });
  if (built.status !== 0) return 'there is no compiler, or no Objective-C runtime';
  const answer = askGnustep({ runs: [], rows: [], patches: [], click: [] });
  return answer === null ? 'GNUstep and its backend are not installed' : null;
}

function askGnustep(given: object): Printed | null {
  const program = [process.execPath, join(TESTS, 'gnustep-menu.ts'), join(folder, 'shim.so'), GUI];
  const { stdout } = spawnSync('xvfb-run', ['-a', ...program], {
    input: JSON.stringify(given),
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  const line = stdout?.split('\n').findLast((one) => one.startsWith('{'));
  return line === undefined ? null : (JSON.parse(line) as Printed);
}

const missing = build();
if (missing !== null) console.warn(`The menu is not made with GNUstep: ${missing}.`);

function expected(rows: readonly HostRow[]): Held[] {
  return rows.map((row) =>
    row.kind === 'separator'
      ? 'separator'
      : {
          id: row.id,
          title: row.title,
          enabled: row.enabled,
          state: row.on ? 1 : 0,
          hidden: !row.visible,
          children: row.children === null ? null : expected(row.children),
        },
  );
}

describe.runIf(missing === null)('the AppKit host with the real classes of GNUstep', () => {
  const model = modelOf([
    { org_uuid: 'a', account_email: 'ada@example.com', fiveHour: 93.2, sevenDay: 64 },
    { org_uuid: 'b', account_email: 'zoë@example.com', fiveHour: 30, sevenDay: 101 },
  ]);
  const ops = toHostOps(
    [
      { op: 'title', runs: model.title, a11y: model.a11y },
      { op: 'menu', rows: model.menu },
    ],
    [],
  );
  const runs = ops.flatMap((op): readonly HostRun[] => (op.op === 'title' ? op.runs : []));
  const rows = ops.flatMap((op): readonly HostRow[] => (op.op === 'menu' ? op.rows : []));
  const refresh = rows.findIndex((row) => row.id === 'refresh');
  const patches = [
    { op: 'patch', id: 'account:a:limit:five_hour', title: '5-hour  99.9%' },
    { op: 'patch', id: 'refresh', enabled: false },
    { op: 'patch', id: 'dismiss', visible: true },
    { op: 'patch', id: 'format:compact', on: false },
  ];
  let printed: Printed;
  beforeAll(() => {
    const answer = askGnustep({ runs, rows, patches, click: [rows.findIndex((row) => row.id === 'quit')] });
    if (answer === null) throw new Error('GNUstep did not answer.');
    printed = answer;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every row as it was told, submenus and marks included', () => {
    expect(printed.first).toEqual(expected(rows));
  });

  it('changes rows in place', () => {
    const flat = (held: readonly Held[]): Held[] =>
      held.flatMap((row) => (row === 'separator' ? [row] : [row, ...flat(row.children ?? [])]));
    const row = (id: string) => flat(printed.patched).find((one) => one !== 'separator' && one.id === id);
    expect(row('account:a:limit:five_hour')).toMatchObject({ title: '5-hour  99.9%' });
    expect(printed.patched[refresh]).toMatchObject({ id: 'refresh', enabled: false });
    expect(row('dismiss')).toMatchObject({ hidden: false });
    expect(row('format:compact')).toMatchObject({ state: 0 });
    expect(printed.patched).toHaveLength(printed.first.length);
  });

  it('is told of a click by the row itself, and builds its rows anew', () => {
    expect(printed.clicked).toEqual(['quit']);
    expect(printed.again).toEqual(printed.first);
  });

  it('draws the runs of the title with their grounds and inks', () => {
    const joined = runs.map(({ text, ground, ink }) => ({ text, ground, ink, font: true }));
    expect(printed.title.map(({ text }) => text).join('')).toBe(runs.map(({ text }) => text).join(''));
    expect(joined.filter(({ ground }) => ground !== null)).toHaveLength(2);
    expect(printed.title.filter(({ ground }) => ground !== null)).toEqual(
      joined.filter(({ ground }) => ground !== null),
    );
    expect(printed.title.every(({ font }) => font)).toBe(true);
  });
});
