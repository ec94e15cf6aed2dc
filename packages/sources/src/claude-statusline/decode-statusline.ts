import type { Limit } from '@claude-meter/core';
import { asPercent } from '../claude-web/scale.ts';
import { windowName } from '../claude-web/window-names.ts';
import {
  asFlag,
  asInstant,
  asList,
  asName,
  asObject,
  asQuantity,
  asText,
  type JsonObject,
  parseObject,
} from '../json-fields.ts';

/** What Claude Code tells its status line. Every part may be missing: null, or an empty list. */
export interface Statusline {
  sessionId: string | null;
  sessionName: string | null;
  transcriptPath: string | null;
  cwd: string | null;
  /** Of Claude Code. */
  version: string | null;
  model: { id: string | null; name: string | null };
  workspace: {
    currentDir: string | null;
    projectDir: string | null;
    addedDirs: string[];
    repo: string | null;
  };
  worktree: {
    name: string | null;
    path: string | null;
    branch: string | null;
    originalBranch: string | null;
  };
  outputStyle: string | null;
  effort: string | null;
  agent: string | null;
  cost: StatuslineCost;
  context: StatuslineContext;
  /** The windows that Claude Code knows: `five_hour` and `seven_day`, on Pro and Max, after its first answer. */
  limits: Limit[];
}

/** Of this session of Claude Code, at list prices. */
export interface StatuslineCost {
  usd: number | null;
  durationMs: number | null;
  apiDurationMs: number | null;
  linesAdded: number | null;
  linesRemoved: number | null;
}

export interface StatuslineContext {
  /** Tokens that fit. */
  size: number | null;
  /** Percent 0–100 of them in use; null before the first answer. */
  usedPercent: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  over200k: boolean | null;
}

export type DecodedStatusline = { ok: true; statusline: Statusline } | { ok: false; reason: string };

/** No window is longer than a month; a reset farther away is another number gone astray. */
const FARTHEST_RESET_MS = 32 * 24 * 60 * 60 * 1000;
/** Epoch numbers above this are milliseconds. */
const MILLISECONDS_FROM = 1e11;

/** Keys of which at least one must be there. */
const KEYS = ['session_id', 'transcript_path', 'model', 'workspace', 'rate_limits'];

/**
 * Reads the JSON that Claude Code writes to the standard input of its status line command.
 *
 * @param now ms; resets more than a month away from it are not believed
 */
export function decodeStatusline(text: string, now: number): DecodedStatusline {
  const input = parseObject(text);
  if (input === null) {
    return { ok: false, reason: 'The input is no JSON object. Run this as the status line of Claude Code.' };
  }
  if (!KEYS.some((key) => input[key] !== undefined)) {
    return {
      ok: false,
      reason:
        'The input has none of the fields of a status line. Run this as the status line of Claude Code.',
    };
  }
  const part = (key: string): JsonObject => asObject(input[key]) ?? {};
  return {
    ok: true,
    statusline: {
      sessionId: asName(input['session_id']),
      sessionName: asName(input['session_name']),
      transcriptPath: asText(input['transcript_path']),
      cwd: asText(input['cwd']),
      version: asName(input['version']),
      model: { id: asName(part('model')['id']), name: asName(part('model')['display_name']) },
      workspace: workspaceOf(part('workspace')),
      worktree: worktreeOf(part('worktree')),
      outputStyle: asName(part('output_style')['name']),
      effort: asName(part('effort')['level']),
      agent: asName(part('agent')['name']),
      cost: costOf(part('cost')),
      context: { ...contextOf(part('context_window')), over200k: asFlag(input['exceeds_200k_tokens']) },
      limits: limitsOf(part('rate_limits'), now),
    },
  };
}

function workspaceOf(workspace: JsonObject): Statusline['workspace'] {
  const repo = asObject(workspace['repo']);
  const place = [repo?.['host'], repo?.['owner'], repo?.['name']].map((name) => asName(name));
  return {
    currentDir: asText(workspace['current_dir']),
    projectDir: asText(workspace['project_dir']),
    addedDirs: (asList(workspace['added_dirs']) ?? []).map(asText).filter((dir) => dir !== null),
    repo: place.includes(null) ? null : place.join('/'),
  };
}

function worktreeOf(worktree: JsonObject): Statusline['worktree'] {
  return {
    name: asName(worktree['name']),
    path: asText(worktree['path']),
    branch: asName(worktree['branch']),
    originalBranch: asName(worktree['original_branch']),
  };
}

function costOf(cost: JsonObject): StatuslineCost {
  return {
    usd: asQuantity(cost['total_cost_usd']),
    durationMs: asQuantity(cost['total_duration_ms']),
    apiDurationMs: asQuantity(cost['total_api_duration_ms']),
    linesAdded: asQuantity(cost['total_lines_added']),
    linesRemoved: asQuantity(cost['total_lines_removed']),
  };
}

function contextOf(context: JsonObject): Omit<StatuslineContext, 'over200k'> {
  return {
    size: asQuantity(context['context_window_size']),
    usedPercent: asPercent(context['used_percentage'], 1),
    inputTokens: asQuantity(context['total_input_tokens']),
    outputTokens: asQuantity(context['total_output_tokens']),
  };
}

/** `{five_hour: {used_percentage, resets_at}, seven_day: …}`, percent 0–100, resets in epoch seconds. */
function limitsOf(rateLimits: JsonObject, now: number): Limit[] {
  const limits: Limit[] = [];
  for (const [key, value] of Object.entries(rateLimits)) {
    const name = windowName(key);
    const window = asObject(value);
    const percent = withoutNoise(asPercent(window?.['used_percentage'], 1));
    const resetsAt = resetOf(window?.['resets_at'], now);
    if (name === null || (percent === null && resetsAt === null)) continue;
    limits.push({
      ...name,
      percent,
      resets_at: resetsAt,
      is_active: false,
      used: null,
      limit: null,
      locked_reason: null,
    });
  }
  return limits;
}

/** Claude Code multiplies a fraction by a hundred: 7.000000000000001 is 7. */
function withoutNoise(percent: number | null): number | null {
  return percent === null ? null : Number(percent.toPrecision(12));
}

function resetOf(value: unknown, now: number): string | null {
  const epoch = asQuantity(value);
  const at =
    epoch === null ? Date.parse(asInstant(value) ?? '') : epoch * (epoch < MILLISECONDS_FROM ? 1000 : 1);
  return Math.abs(at - now) <= FARTHEST_RESET_MS ? new Date(at).toISOString() : null;
}
