import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyReadings, anyView, limit, reading, view } from '../test/tray-readings.ts';
import { walkMenu } from './menu-row.ts';
import { applyOps, menuStructure, planUpdate, type TrayOp } from './plan-update.ts';
import { type TrayModel, trayModelOf } from './tray-model.ts';

const anyModel = fc.tuple(anyReadings, anyView).map(([readings, given]) => trayModelOf(readings, given));
const kinds = (ops: readonly TrayOp[]) => ops.map((op) => op.op);

/** A host that is told only operations, and replans with what it holds when its menu closes. */
function closeMenu(held: TrayModel, newest: TrayModel): TrayModel {
  return applyOps(held, planUpdate(held, newest, { menuOpen: false }).ops);
}

describe('planUpdate', () => {
  it('makes a host with a closed menu show exactly the next model', () => {
    fc.assert(
      fc.property(fc.option(anyModel), anyModel, (held, next) => {
        const plan = planUpdate(held, next, { menuOpen: false });
        expect(applyOps(held, plan.ops)).toEqual(next);
        expect(plan.deferred).toBe(false);
      }),
    );
  });

  it('never replaces the rows of an open menu, and catches up when it is closed', () => {
    fc.assert(
      fc.property(anyModel, fc.array(anyModel, { minLength: 1, maxLength: 5 }), (first, models) => {
        let held = first;
        let deferred = false;
        for (const model of models) {
          const plan = planUpdate(held, model, { menuOpen: true });
          expect(kinds(plan.ops)).not.toContain('menu');
          held = applyOps(held, plan.ops);
          expect(menuStructure(held.menu)).toBe(menuStructure(first.menu));
          deferred = plan.deferred;
        }
        const newest = models.at(-1) ?? first;
        if (!deferred) expect(held).toEqual(newest);
        expect(closeMenu(held, newest)).toEqual(newest);
      }),
    );
  });

  it('shows in an open menu the newest text of every row that it still has', () => {
    fc.assert(
      fc.property(anyModel, anyModel, (held, next) => {
        const shown = applyOps(held, planUpdate(held, next, { menuOpen: true }).ops);
        const rows = new Map([...walkMenu(shown.menu)].map((row) => [row.id, row]));
        for (const row of walkMenu(next.menu)) {
          const there = rows.get(row.id);
          if (there?.kind !== 'item' || row.kind !== 'item') continue;
          expect([there.title, there.visible, there.on]).toEqual([row.title, row.visible, row.on]);
        }
      }),
    );
  });

  it('has nothing to do for an identical model', () => {
    fc.assert(
      fc.property(anyModel, fc.boolean(), (model, menuOpen) => {
        expect(planUpdate(model, structuredClone(model), { menuOpen })).toEqual({ ops: [], deferred: false });
      }),
    );
  });

  it('never rebuilds between models of equal structure', () => {
    fc.assert(
      fc.property(anyReadings, anyView, anyView, (readings, before, after) => {
        const sameSwitches = { ...after, startAtLogin: before.startAtLogin };
        const plan = planUpdate(trayModelOf(readings, before), trayModelOf(readings, sameSwitches), {
          menuOpen: false,
        });
        expect(kinds(plan.ops)).not.toContain('menu');
      }),
    );
  });

  it('rebuilds for a new account, and not for numbers, errors, blocks or staleness', () => {
    const one = (given = {}) => reading({ org_uuid: 'org-a', fiveHour: 50, sevenDay: 60, ...given });
    const two = reading({ org_uuid: 'org-b', account_email: 'eve@example.com', fiveHour: 1, sevenDay: 2 });
    const held = trayModelOf([one(), two], view());
    const planFor = (readings: ReturnType<typeof reading>[]) =>
      kinds(planUpdate(held, trayModelOf(readings, view()), { menuOpen: false }).ops);
    for (const changed of [
      { fiveHour: 51 },
      { errors: ['timed out', 'again'] },
      { stale: true },
      { problem: { kind: 'signed_out' as const, status: 401, retry_at: null } },
    ]) {
      expect(planFor([one(changed), two])).toContain('patch');
      expect(planFor([one(changed), two])).not.toContain('menu');
    }
    expect(planFor([one()])).toContain('menu');
    expect(planFor([one({ limits: [limit('five_hour', 50)] }), two])).toContain('menu');
  });

  it('keeps the ids of rows when accounts change places', () => {
    fc.assert(
      fc.property(anyReadings, anyView, (readings, given) => {
        const ids = (list: typeof readings) =>
          [...walkMenu(trayModelOf(list, given).menu)].map((row) => row.id).sort();
        expect(ids(readings.toReversed())).toEqual(ids(readings));
        expect(new Set(ids(readings)).size).toBe(ids(readings).length);
      }),
    );
  });
});
