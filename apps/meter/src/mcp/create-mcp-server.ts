import {
  accountsOf,
  extraUsageText,
  type Forecast,
  guardAnswer,
  type Reading,
  type Snapshot,
} from '@claude-meter/core';
import type { ForecastEntry } from '@claude-meter/wire';
import { type CallToolResult, McpServer } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { AskedSnapshots } from '../cli/ask-meter.ts';
import { askedLimit, isLimitName, LIMIT_NAMES } from '../cli/asked-limit.ts';
import { chosenReading } from '../lines/render-line.ts';
import type { QueryWords } from '../report/report-query.ts';
import {
  forecastInput,
  forecastOutput,
  guardInput,
  guardOutput,
  limitsInput,
  limitsOutput,
  reportInput,
} from './tool-schemas.ts';

/** Where the tools get their answers. */
export interface McpParts {
  version: string;
  now: () => number;
  snapshots: () => Promise<AskedSnapshots>;
  forecasts: (orgUuid: string) => Promise<ForecastEntry[]>;
  report: (words: QueryWords) => Promise<{ ok: true; report: object } | { ok: false; error: string }>;
}

/** Nothing is changed, nothing is asked of the network. */
const READ_ONLY = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

/** A server with the tools of this meter; it does no I/O before it is asked. No tool tells an e-mail. */
export function createMcpServer(parts: McpParts): McpServer {
  const server = new McpServer(
    { name: 'claude-meter', version: parts.version },
    {
      instructions:
        'How much of the limits of this Claude account is used, as claude.ai itself says. Ask guard before long work; when it would not last, make less of it or wait for the reset.',
    },
  );
  server.registerTool(
    'limits',
    {
      title: 'Limits now',
      description: 'Every limit of every account on this machine: percent used, reset, which one binds.',
      inputSchema: limitsInput,
      outputSchema: limitsOutput,
      annotations: READ_ONLY,
    },
    ({ account }) => withSnapshots(parts, (snapshots, now) => limitsOf(snapshots, { account, now })),
  );
  server.registerTool(
    'forecast',
    {
      title: 'Forecast',
      description: 'Whether and when each limit of an account fills before it resets.',
      inputSchema: forecastInput,
      outputSchema: forecastOutput,
      annotations: READ_ONLY,
    },
    ({ account }) =>
      withSnapshots(parts, async (snapshots, now) => {
        const reading = chosenReading(accountsOf(snapshots, now), account ?? null);
        if (reading === null) return 'No such account is known.';
        const { org_uuid } = reading.snapshot;
        return { org_uuid, forecasts: (await parts.forecasts(org_uuid)).map(forecastEntry) };
      }),
  );
  server.registerTool(
    'guard',
    {
      title: 'May long work begin?',
      description: 'Whether so much of a limit is left for so long. Only the verdict "lasts" is a yes.',
      inputSchema: guardInput,
      outputSchema: guardOutput,
      annotations: READ_ONLY,
    },
    (asked) => withSnapshots(parts, (snapshots, now) => guarded(parts, { ...asked, snapshots, now })),
  );
  server.registerTool(
    'report',
    {
      title: 'Tokens and list prices',
      description:
        'What Claude Code took on this machine, by day, week, month, session, project, model or block.',
      inputSchema: reportInput,
      annotations: READ_ONLY,
    },
    async (words) => {
      const made = await parts.report(words);
      return made.ok ? data(made.report) : refusal(made.error);
    },
  );
  return server;
}

type Answer = object | string;

/** A string is why there is no answer. */
async function withSnapshots(
  { snapshots, now }: McpParts,
  answer: (snapshots: readonly Snapshot[], now: number) => Answer | Promise<Answer>,
): Promise<CallToolResult> {
  const asked = await snapshots();
  if (!asked.ok) return refusal(asked.error);
  const made = await answer(asked.snapshots, now());
  return typeof made === 'string' ? refusal(made) : data(made);
}

function data(answer: object): CallToolResult {
  const structuredContent = answer as Record<string, unknown>;
  return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent };
}

function refusal(error: string): CallToolResult {
  return { content: [{ type: 'text', text: error }], isError: true };
}

function limitsOf(
  snapshots: readonly Snapshot[],
  { account, now }: { account: string | undefined; now: number },
): z.infer<typeof limitsOutput> {
  const readings = accountsOf(snapshots, now);
  const named = account === undefined ? readings : [chosenReading(readings, account)];
  return { accounts: named.filter((reading) => reading !== null).map(accountEntry) };
}

function accountEntry({ snapshot, live, limits, binding }: Reading) {
  return {
    org_uuid: snapshot.org_uuid,
    plan: snapshot.plan,
    fresh: live,
    read_at: snapshot.fetched_at,
    limits: limits.map((limit) => ({
      id: limit.id,
      label: limit.label,
      percent_used: limit.percent,
      resets_at: limit.resets_at,
      binding: binding?.id === limit.id,
      note: limit.note,
    })),
    extra_usage: extraUsageText(snapshot.extra),
    problem: snapshot.problem === null ? null : (snapshot.errors[0] ?? snapshot.problem.kind),
  };
}

function forecastEntry({ limit_id, forecast }: ForecastEntry) {
  const known = forecast.kind === 'forecast' ? forecast : null;
  return {
    limit_id,
    words: forecast.kind === 'forecast' ? forecast.words : forecast.reason,
    hit_probability: known?.hitProbability ?? null,
    hit_at: known?.hitAt == null ? null : iso(known.hitAt.mid),
    percent_at_reset: known?.percentAtReset.mid ?? null,
    confidence: known?.confidence ?? null,
  };
}

type GuardAsked = z.infer<typeof guardInput> & { snapshots: readonly Snapshot[]; now: number };

async function guarded(parts: McpParts, asked: GuardAsked): Promise<Answer> {
  const { snapshots, now, minutes, limit: name } = asked;
  if (!isLimitName(name)) return `${JSON.stringify(name)} is none of ${LIMIT_NAMES}.`;
  const { reading, limit } = askedLimit(snapshots, { name, account: asked.account ?? null, now });
  const forecast = reading === null ? null : await forecastFor(parts, reading, limit?.id);
  const answer = guardAnswer(
    {
      reading,
      limit,
      forecast,
      minRemaining: asked.min_remaining,
      forMs: minutes * 60_000,
      cautious: false,
    },
    now,
  );
  const numbers = answer.kind === 'lasts' || answer.kind === 'would_not_last' ? answer : null;
  const output: z.infer<typeof guardOutput> = {
    verdict: answer.kind,
    percent_used: numbers?.percent ?? null,
    expected_percent: numbers?.expected ?? null,
    until: numbers === null ? null : iso(numbers.until),
  };
  return output;
}

async function forecastFor(
  parts: McpParts,
  { snapshot }: Reading,
  limitId?: string,
): Promise<Forecast | null> {
  const entries = await parts.forecasts(snapshot.org_uuid);
  return entries.find((entry) => entry.limit_id === limitId)?.forecast ?? null;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
