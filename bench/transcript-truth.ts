import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** As the manifest of a made set names tokens. */
interface Counted {
  requests: number;
  input: number;
  output: number;
  cacheCreate: number;
  cacheRead: number;
}

interface Manifest {
  truth: { byModel: Record<string, Counted>; byDay: Record<string, Counted> };
  truthBySession: Record<string, Counted>;
}

/** A row of a report of ours, as far as it is looked at. */
interface Row {
  from?: string;
  session?: string;
  model?: string;
  requests: number;
  input_tokens: number;
  output_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  total_tokens: number;
  usd: number | null;
}

/** What ccusage says of a model on a day. */
interface TheirModel {
  modelName: string;
  inputTokens: number;
  outputTokens: number;
  cacheCreationTokens: number;
  cacheReadTokens: number;
  cost: number;
}

const total = (one: Counted): number => one.input + one.output + one.cacheCreate + one.cacheRead;

/**
 * Prints how far both programs are from what is true of a set, and whether they name the same dollars. Returns whether
 * we are off by no token, by model, day and session, and by no cent where both count the same tokens of a model.
 *
 * @param report makes a report of ours, as JSON
 * @param theirs what `ccusage claude daily --json` printed
 */
export async function tellTruth(
  set: string,
  { report, theirs }: { report: (kind: string) => Promise<string>; theirs: string },
): Promise<boolean> {
  const models = rowsOf(await report('models'));
  const isPriced = tellDollars(models, theirsByModel(theirs));
  const file = join(set, 'manifest.json');
  if (!existsSync(file)) return isPriced;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const { byModel, byDay } = manifest.truth;
  const wrong = [
    ...differences(byModel, models, (row) => row.model),
    ...differences(byDay, rowsOf(await report('daily')), (row) => row.from),
    ...differences(manifest.truthBySession, rowsOf(await report('sessions')), (row) => row.session),
  ];
  const rows = Object.keys(byModel).length + Object.keys(byDay).length;
  const checked = rows + Object.keys(manifest.truthBySession).length;
  const truth = Object.values(byModel).reduce((sum, one) => sum + total(one), 0);
  const their = [...theirsByModel(theirs).values()].reduce((sum, { tokens }) => sum + tokens, 0) - truth;
  console.log(`  ${checked} models, days and sessions against the truth: ${wrong.length} wrong`);
  console.log(`  ccusage beside the truth: ${their} tokens (${((their / truth) * 100).toFixed(2)} %)`);
  for (const line of wrong.slice(0, 5)) console.log(`    ${line}`);
  return wrong.length === 0 && isPriced;
}

function rowsOf(json: string): Row[] {
  return (JSON.parse(json) as { rows: Row[] }).rows;
}

/** Rows that are not what they should be, in words. */
function differences(
  truth: Record<string, Counted>,
  rows: readonly Row[],
  keyOf: (row: Row) => string | undefined,
): string[] {
  const said = new Map(rows.map((row) => [keyOf(row), row]));
  const keys = new Set([...Object.keys(truth), ...rows.map((row) => keyOf(row) ?? 'none')]);
  return [...keys].filter((key) => !isSame(truth[key], said.get(key)));
}

function isSame(truth: Counted | undefined, row: Row | undefined): boolean {
  return (
    truth !== undefined &&
    row !== undefined &&
    row.requests === truth.requests &&
    row.input_tokens === truth.input &&
    row.output_tokens === truth.output &&
    row.cache_write_5m_tokens + row.cache_write_1h_tokens === truth.cacheCreate &&
    row.cache_read_tokens === truth.cacheRead
  );
}

function theirsByModel(json: string): Map<string, { tokens: number; usd: number }> {
  const byModel = new Map<string, { tokens: number; usd: number }>();
  const days = (JSON.parse(json) as { daily: { modelBreakdowns: TheirModel[] }[] }).daily;
  for (const one of days.flatMap((day) => day.modelBreakdowns)) {
    const sum = byModel.get(one.modelName) ?? { tokens: 0, usd: 0 };
    sum.tokens += one.inputTokens + one.outputTokens + one.cacheCreationTokens + one.cacheReadTokens;
    sum.usd += one.cost;
    byModel.set(one.modelName, sum);
  }
  return byModel;
}

/** Model by model: the same dollars, or why not. False where the same tokens have another price. */
function tellDollars(
  models: readonly Row[],
  theirs: ReadonlyMap<string, { tokens: number; usd: number }>,
): boolean {
  let isSamePrice = true;
  for (const { model = 'unknown', total_tokens: tokens, usd } of models) {
    const their = theirs.get(model);
    if (their === undefined) continue;
    const both = `$${usd === null ? '—' : usd.toFixed(2)} and $${their.usd.toFixed(2)}`;
    if (tokens !== their.tokens) {
      console.log(`  ${model}: ${both}; ccusage counts ${their.tokens - tokens} tokens more`);
    } else if (usd === null) console.log(`  ${model}: ${both}; no price of a vendor of Claude`);
    else if (Math.abs(usd - their.usd) >= 0.01) {
      console.log(`  ${model}: ${both} for the same tokens`);
      isSamePrice = false;
    } else console.log(`  ${model}: ${both}, the same tokens`);
  }
  return isSamePrice;
}
