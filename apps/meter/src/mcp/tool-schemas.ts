import { REPORT_KINDS } from '@claude-meter/wire';
import * as z from 'zod';
import { LIMIT_NAMES } from '../cli/asked-limit.ts';

/** What the tools take and give: a public interface. A change shows in `mcp.test.ts`. */

const account = z
  .string()
  .optional()
  .describe('E-mail, or how an org uuid begins; without it the account whose window is fullest.');
const limitName = z.string().describe(`${LIMIT_NAMES}.`);
const percent = z.number().nullable().describe('Percent used, 0 to 100 and beyond; null when not known.');
const instant = z.string().nullable();

export const limitsInput = z.object({ account });
export const limitsOutput = z.object({
  accounts: z.array(
    z.object({
      org_uuid: z.string(),
      plan: z.string().nullable(),
      fresh: z
        .boolean()
        .describe('Whether the numbers are from now. Old ones are no ground to begin anything.'),
      read_at: z.string(),
      limits: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          percent_used: percent,
          resets_at: instant,
          binding: z.boolean().describe('Whether this one stops the account first.'),
          note: z.string(),
        }),
      ),
      extra_usage: z.string().nullable(),
      problem: z.string().nullable().describe('Why asking fails; null while it does not.'),
    }),
  ),
});

export const forecastInput = z.object({ account });
export const forecastOutput = z.object({
  org_uuid: z.string(),
  forecasts: z.array(
    z.object({
      limit_id: z.string(),
      words: z.string().describe('What lies ahead, or why nothing is said.'),
      hit_probability: z.number().nullable().describe('Chance that it is full before its reset, 0 to 1.'),
      hit_at: instant.describe('When it is full, the median.'),
      percent_at_reset: z.number().nullable(),
      confidence: z.string().nullable(),
    }),
  ),
});

export const guardInput = z.object({
  account,
  limit: limitName.default('binding'),
  min_remaining: z.number().min(0).max(100).default(10).describe('Percent that must be left.'),
  minutes: z.number().min(0).max(10_080).default(30).describe('For so long.'),
});
export const guardOutput = z.object({
  verdict: z
    .enum(['lasts', 'would_not_last', 'stale', 'none'])
    .describe('Only "lasts" is a yes. stale: the numbers are old; none: nothing is known.'),
  percent_used: percent,
  expected_percent: percent,
  until: instant,
});

export const reportInput = z.object({
  kind: z.enum(REPORT_KINDS).default('daily'),
  session: z.string().optional().describe('With kind "session": its id, or how it begins.'),
  since: z.string().optional().describe('First day: 2026-11-22, today, yesterday, 7d.'),
  until: z.string().optional().describe('Last day.'),
});
