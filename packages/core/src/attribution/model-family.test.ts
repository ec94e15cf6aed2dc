import { describe, expect, it } from 'vitest';
import { countedFamily, modelFamily } from './model-family.ts';

describe('modelFamily', () => {
  it.each([
    ['claude-opus-4-5-20251101', 'opus'],
    ['claude-opus-5', 'opus'],
    ['claude-sonnet-4-5[1m]', 'sonnet'],
    ['claude-3-5-haiku-20241022', 'haiku'],
    ['claude-fable-5-1', 'fable'],
  ])('%s is of the family %s', (model, family) => {
    expect(modelFamily(model)).toBe(family);
  });

  it.each([
    null,
    '',
    'kimi-k2.6',
    'claude-2',
    'us.anthropic.claude-opus-4-5-20251101-v1:0',
    'openrouter/anthropic/claude-opus-5',
    'claude-opus-4-5@20251101',
    '<synthetic>',
  ])('no limit of claude.ai counts %j', (model) => {
    expect(modelFamily(model)).toBeNull();
  });
});

describe('countedFamily', () => {
  const of = (kind: string, id: string, label: string) => ({ kind, id, label });

  it.each([
    [of('session', 'five_hour', '5-hour'), 'all'],
    [of('weekly', 'seven_day', '7-day all'), 'all'],
    [of('scoped', 'seven_day_opus', '7-day Opus'), { family: 'opus' }],
    [of('scoped', 'weekly_scoped:fable', '7-day Fable'), { family: 'fable' }],
    [of('scoped', 'weekly_scoped:novella', '7-day Novella'), { family: 'novella' }],
    [of('scoped', 'seven_day_oauth_apps', '7-day apps'), 'unknown'],
    [of('scoped', 'seven_day_cowork', '7-day Cowork'), 'unknown'],
  ])('%j counts %j', (limit, counted) => {
    expect(countedFamily(limit, ['novella', 'opus'])).toEqual(counted);
  });
});
