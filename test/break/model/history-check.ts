import { DatabaseSync } from 'node:sqlite';
import { ORGS } from './steps.ts';

/** A reading that was answered with 200 while the meter said that it could write. */
export interface Accepted {
  org: number;
  session: number;
  at: number;
  percent: number;
}

/**
 * Accepted readings that the history does not know: neither as a change at that moment, nor because the limit stood
 * there already. Two readings of one moment are one sample; which of them it is, is not asked.
 */
export function lostFrom(path: string, accepted: readonly Accepted[]): Accepted[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check === undefined || Object.values(check)[0] !== 'ok')
      throw new Error(`history: ${JSON.stringify(check)}`);
    const known = database.prepare(`
      SELECT 1 FROM sample JOIN series ON id = series_id
      WHERE org_uuid = ? AND limit_id = 'five_hour' AND at <= ? AND percent = ? LIMIT 1`);
    const moments = new Map<string, number>();
    for (const { org, at } of accepted) moments.set(`${org} ${at}`, (moments.get(`${org} ${at}`) ?? 0) + 1);
    return accepted.filter(({ org, at, percent }) => {
      if ((moments.get(`${org} ${at}`) ?? 0) > 1) return false;
      return known.get(ORGS[org] ?? '', at, percent) === undefined;
    });
  } finally {
    database.close();
  }
}
