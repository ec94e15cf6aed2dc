import type { ProjectRow, SessionRow } from '@claude-meter/wire';
import { ALWAYS, byTokens, type ChosenRows, groupRows, spanOf } from './chosen-rows.ts';

/** One row per session, the latest first. */
export function sessionRows(chosen: ChosenRows): SessionRow[] {
  const projects = new NamesByKey(chosen);
  const branches = new NamesByKey(chosen);
  const groups = groupRows(chosen, (_, context) => {
    projects.add(context.session, context.cwd);
    branches.add(context.session, context.branch);
    return { key: context.session, ...ALWAYS };
  });
  return [...groups]
    .sort(([, a], [, b]) => b.lastAt - a.lastAt)
    .map(([session, tally]) => ({
      session: chosen.nameOf(session),
      projects: projects.of(session),
      branches: branches.of(session),
      ...spanOf(tally),
      ...tally.use(chosen.nameOf),
    }));
}

/** One row per folder that was worked in, the one with the most tokens first. */
export function projectRows(chosen: ChosenRows): ProjectRow[] {
  const sessions = new NamesByKey(chosen);
  const branches = new NamesByKey(chosen);
  const groups = groupRows(chosen, (_, context) => {
    sessions.add(context.cwd, context.session);
    branches.add(context.cwd, context.branch);
    return { key: context.cwd, ...ALWAYS };
  });
  return [...groups]
    .map(([cwd, tally]) => ({
      project: chosen.nameOf(cwd),
      sessions: sessions.of(cwd).length,
      branches: branches.of(cwd),
      ...spanOf(tally),
      ...tally.use(chosen.nameOf),
    }))
    .sort(byTokens);
}

/** Which names come together with a key, each once, in the order in which they came. */
class NamesByKey {
  readonly #chosen: ChosenRows;
  readonly #ids = new Map<number, Set<number>>();

  constructor(chosen: ChosenRows) {
    this.#chosen = chosen;
  }

  add(key: number, name: number): void {
    const ids = this.#ids.get(key);
    if (ids === undefined) this.#ids.set(key, new Set([name]));
    else ids.add(name);
  }

  of(key: number): string[] {
    return [...(this.#ids.get(key) ?? [])]
      .map((id) => this.#chosen.nameOf(id))
      .filter((name) => name !== null);
  }
}
