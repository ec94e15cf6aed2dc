import { describe, expect, it } from 'vitest';
import { planOf } from '../index.ts';

describe('planOf', () => {
  it.each([
    [['chat'], 'default_claude_ai', null, null, 'Free'],
    [['chat', 'claude_pro'], 'default_claude_ai', null, null, 'Pro'],
    [['chat', 'claude_max'], 'default_claude_max_5x', null, null, 'Max 5x'],
    [['chat', 'claude_max'], 'default_claude_max_20x', null, null, 'Max 20x'],
    [['chat', 'claude_max'], null, null, null, 'Max'],
    [null, 'default_claude_max_20x', null, null, 'Max 20x'],
    [['chat', 'raven'], 'default_raven', 'team', null, 'Team'],
    [['chat', 'raven'], 'default_raven', 'something_new', null, 'Team'],
    [null, null, null, 'team_standard', 'Team'],
    [null, null, null, 'team_tier_1', 'Team'],
    [['chat', 'claude_max'], 'default_claude_max_5x', 'team', null, 'Team'],
    [['chat', 'raven'], 'default_raven_enterprise', 'enterprise', 'team_tier_1', 'Enterprise'],
    [['chat', 'raven'], 'default_raven', 'enterprise', null, 'Enterprise'],
    [['chat', 'claude_enterprise'], null, null, 'team_standard', 'Enterprise'],
    [null, null, null, 'enterprise_standard', 'Enterprise'],
    [null, 'default_claude_ai', null, null, null],
    [null, null, null, null, null],
    [['api'], 'auto_api_evaluation', null, null, null],
  ])('%j %s %s %s: %s', (capabilities, rateLimitTier, ravenType, seatTier, plan) => {
    expect(planOf({ capabilities, rateLimitTier, ravenType, seatTier })).toBe(plan);
  });
});
