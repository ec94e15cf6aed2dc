import { setImmediate as turn } from 'node:timers/promises';
import { LEVEL } from '@claude-meter/core';
import type { AttributionAnswer, LimitAttribution } from '@claude-meter/wire';
import type { PullRequestBook } from '../pull-requests/pull-request-types.ts';
import type { AccountAttribution, TimeRange } from './attribute-account.ts';
import { frameWords } from './frame-words.ts';
import { type ExtraKey, limitAnswer } from './limit-answer.ts';
import { UseSum } from './local-use.ts';
import { type Place, placeNames } from './points-rows.ts';
import { rowsIn } from './work-columns.ts';

export interface AnswerGiven {
  range: TimeRange;
  now: number;
  /** Null: pull requests were not asked for. */
  pullRequests: PullRequestBook | null;
}

/** Everything about an account and a time, as it crosses the wire. */
export async function attributionAnswer(
  account: AccountAttribution,
  { range, now, pullRequests }: AnswerGiven,
): Promise<AttributionAnswer> {
  const { columns } = account;
  const local = new UseSum();
  const [first, end] = rowsIn(columns, range);
  for (let row = first; row < end; row += 1) local.add(columns, row);
  const pullRequestOf = pullRequests === null ? null : pullRequestKey(account, pullRequests);
  const limits: LimitAttribution[] = [];
  for (const attributed of account.limits) {
    await turn();
    limits.push(limitAnswer(account, attributed, { range, pullRequestOf }));
  }
  const use = local.told();
  return {
    org_uuid: account.org,
    ...range,
    generated_at: now,
    interval_level: LEVEL,
    local: use,
    limits,
    words: frameWords(use, limits),
  };
}

function pullRequestKey(account: AccountAttribution, book: PullRequestBook): ExtraKey {
  const { project, branch } = placeNames(account);
  return ({ context, at }: Place) => book.pullRequestOf(project(context), branch(context), at).key;
}
