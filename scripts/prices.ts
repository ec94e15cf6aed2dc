import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, inflateRawSync } from 'node:zlib';

// Writes the price table that the program ships with, from two npm packages that carry public price data:
//   node scripts/prices.ts
//
// LiteLLM's table comes as a compressed JSON inside of ccusage's program; it says what most people's tools say. The
// second one also knows since when a price holds, what the 1-hour cache costs, and newer models. Where both name a
// price and differ, this script stops and says so: a person has to decide.

const LITELLM = { package: '@ccusage/ccusage-linux-x64', version: '20.0.24' } as const;
const DATED = { package: '@pydantic/genai-prices', version: '0.1.8' } as const;
const OUT = join(import.meta.dirname, '..', 'apps', 'meter', 'src', 'prices', 'price-table.json');

/** What fast mode costs, as a multiple. Neither package has the first two; they are ccusage's own figures. */
const FAST: Readonly<Record<string, number>> = {
  'claude-opus-4-6': 6,
  'claude-opus-4-7': 6,
  'claude-opus-4-8': 2,
  'claude-opus-5': 2,
};

/** USD per million tokens. */
interface Rates {
  input: number;
  output: number;
  cache_write_5m: number;
  cache_write_1h: number;
  cache_read: number;
}

interface Period extends Rates {
  /** First day (UTC), null: ever since. */
  from: string | null;
  above_200k?: Rates;
  fast?: number;
  /** USD for one web search. */
  web_search?: number;
}

type Table = Map<string, Period[]>;

/** LiteLLM's fields, shortened: USD per token; those ending in `a` hold above 200k tokens. */
interface LiteLlmEntry {
  i: number;
  o: number;
  cc?: number;
  cr?: number;
  ia?: number;
  oa?: number;
  cca?: number;
  cra?: number;
}

type Tiered = number | { base: number; tiers: { start: number; price: number }[] };
interface DatedPrices {
  input_mtok: Tiered;
  output_mtok: Tiered;
  cache_write_mtok?: Tiered;
  cache_write_1h_mtok?: Tiered;
  cache_read_mtok?: Tiered;
  web_searches_kcount?: number;
}
interface DatedModel {
  id: string;
  prices: DatedPrices | { constraint?: { start_date: string }; prices: DatedPrices }[];
}

const folder = mkdtempSync(join(tmpdir(), 'prices-'));
try {
  const wanted = [LITELLM, DATED].map((one) => `${one.package}@${one.version}`);
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--force', ...wanted], {
    stdio: 'ignore',
  });
  const table = merged(liteLlmTable(folder), datedTable(folder));
  const sources = [
    { name: 'LiteLLM model prices and context window', ...LITELLM, published: publishedOn(LITELLM) },
    { name: 'Pydantic genai-prices', ...DATED, published: publishedOn(DATED) },
  ];
  const models = Object.fromEntries([...table].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(OUT, `${JSON.stringify({ unit: 'USD per million tokens', sources, models }, null, 2)}\n`);
  execFileSync('npx', ['biome', 'format', '--write', OUT], { stdio: 'inherit' });
  process.stderr.write(`${table.size} models\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function publishedOn(one: { package: string; version: string }): string {
  const answer = execFileSync('npm', ['view', `${one.package}@${one.version}`, 'time', '--json'], {
    encoding: 'utf8',
  });
  return (JSON.parse(answer) as Record<string, string>)[one.version]?.slice(0, 10) ?? 'unknown';
}

function liteLlmTable(from: string): Table {
  const program = readFileSync(join(from, 'node_modules', LITELLM.package, 'bin', 'ccusage'));
  const entries = JSON.parse(compressedJson(program, '"claude-')) as Record<string, LiteLlmEntry>;
  const table: Table = new Map();
  for (const [id, entry] of Object.entries(entries)) {
    if (!/^claude-[a-z0-9-]+$/.test(id)) continue;
    const long =
      entry.ia === undefined || entry.oa === undefined
        ? null
        : rates(entry.ia, entry.oa, entry.cca, entry.cra);
    const period = {
      from: null,
      ...rates(entry.i, entry.o, entry.cc, entry.cr),
      ...(long && { above_200k: long }),
    };
    const undated = id.replace(/-\d{8}$/, '');
    const known = table.get(undated);
    if (known !== undefined && JSON.stringify(known[0]) !== JSON.stringify(period))
      throw clash(id, known[0], period);
    table.set(undated, [period]);
  }
  return table;
}

/** The first deflated JSON object in a program that holds a word. */
function compressedJson(program: Buffer, word: string): string {
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  for (let at = 0; at < program.length; at++) {
    // A block with its own codes, last or not: all that a compressor makes of kilobytes of text.
    if (((program[at] as number) & 6) !== 4) continue;
    try {
      if (
        !inflateRawSync(program.subarray(at, at + 400), options)
          .subarray(0, 2)
          .equals(Buffer.from('{"'))
      )
        continue;
      const text = inflateRawSync(program.subarray(at), options).toString();
      if (text.includes(word)) return text;
    } catch {
      // No deflated data here.
    }
  }
  throw new Error(`No compressed JSON with ${word} in ${LITELLM.package}.`);
}

function rates(input: number, output: number, write = input * 1.25, read = input * 0.1): Rates {
  return {
    input: perMillion(input),
    output: perMillion(output),
    cache_write_5m: perMillion(write),
    cache_write_1h: perMillion(input * 2),
    cache_read: perMillion(read),
  };
}

/** Without the dust of binary fractions. */
function perMillion(usd: number): number {
  return Number((usd * 1e6).toPrecision(10));
}

function datedTable(from: string): Table {
  const require = createRequire(join(from, 'package.json'));
  const { findProvider } = require(DATED.package) as {
    findProvider(by: { providerId: string }): { models: DatedModel[] };
  };
  const table: Table = new Map();
  for (const { id, prices } of findProvider({ providerId: 'anthropic' }).models) {
    const list = Array.isArray(prices) ? prices : [{ prices }];
    const periods = list.map((one) =>
      datedPeriod(one.prices, 'constraint' in one ? one.constraint?.start_date : undefined),
    );
    table.set(id.replace(/-(latest|0)$/, ''), periods);
  }
  return table;
}

function datedPeriod(prices: DatedPrices, from: string | undefined): Period {
  const at = (side: 'base' | 'above') => {
    const pick = (tiered: Tiered | undefined, otherwise: number): number => {
      if (tiered === undefined) return otherwise;
      if (typeof tiered === 'number') return tiered;
      return side === 'base' ? tiered.base : (tiered.tiers[0]?.price ?? tiered.base);
    };
    const input = pick(prices.input_mtok, 0);
    return {
      input,
      output: pick(prices.output_mtok, 0),
      cache_write_5m: pick(prices.cache_write_mtok, input * 1.25),
      cache_write_1h: pick(prices.cache_write_1h_mtok, input * 2),
      cache_read: pick(prices.cache_read_mtok, input * 0.1),
    };
  };
  const isTiered = typeof prices.input_mtok !== 'number';
  const search = prices.web_searches_kcount;
  return {
    from: from ?? null,
    ...at('base'),
    ...(isTiered && { above_200k: at('above') }),
    ...(search !== undefined && { web_search: search / 1000 }),
  };
}

/** Both tables in one. The dated one knows more of a model, as long as the two agree on what it costs today. */
function merged(first: Table, second: Table): Table {
  const table: Table = new Map(first);
  for (const [id, periods] of second) {
    const today = periods.at(-1);
    const other = first.get(id)?.[0];
    if (today !== undefined && other !== undefined && plain(today) !== plain(other))
      throw clash(id, other, today);
    const hasTier = other?.above_200k !== undefined && today?.above_200k === undefined;
    table.set(
      id,
      hasTier ? [{ ...other, ...(today?.web_search && { web_search: today.web_search }) }] : periods,
    );
  }
  for (const [id, multiple] of Object.entries(FAST)) {
    table.set(
      id,
      (table.get(id) ?? []).map((period) => ({ ...period, fast: multiple })),
    );
  }
  return table;
}

function plain({ input, output, cache_write_5m, cache_write_1h, cache_read }: Rates): string {
  return JSON.stringify([input, output, cache_write_5m, cache_write_1h, cache_read]);
}

function clash(id: string, one: unknown, other: unknown): Error {
  return new Error(
    `Two prices for ${id}: ${JSON.stringify(one)} and ${JSON.stringify(other)}. Decide in scripts/prices.ts.`,
  );
}
