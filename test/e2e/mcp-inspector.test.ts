import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METER_MAIN, type MeterProcess, runMeter } from './meter-process.ts';

const VERSION = '2.12.0';
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const LOCKED = join(import.meta.dirname, '..', '..', 'apps', 'meter', 'test', 'mcp-tools.json.snap');

/** The inspector's program, fetched once into a temporary folder: too heavy a dependency for one test. */
function inspector(): string | null {
  const folder = join(tmpdir(), `claude-meter-test-inspector-${VERSION}`);
  const program = join(folder, 'node_modules', '.bin', 'mcp-inspector');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const args = [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      `@modelcontextprotocol/inspector@${VERSION}`,
    ];
    spawnSync('npm', args, { stdio: 'ignore', shell: process.platform === 'win32' });
  }
  return existsSync(program) ? program : null;
}

const program = process.env['NIGHTLY'] === '1' ? inspector() : null;
if (process.env['NIGHTLY'] === '1' && program === null)
  console.warn('The MCP inspector could not be installed.');

describe.runIf(program !== null)("the inspector's command line", () => {
  let folder: string;
  let meter: MeterProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cm-inspector-'));
    meter = await runMeter(join(folder, 'state'));
    const resets_at = new Date(Date.now() + 7_200_000).toISOString();
    const usage = { five_hour: { utilization: 91, resets_at } };
    const fetched_at = new Date().toISOString();
    const body = JSON.stringify([
      { org_uuid: ORG, browser: 'extension', account_email: 'ada@example.com', fetched_at, usage },
    ]);
    await fetch(`${meter.base}/snapshots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const env = {
      CLAUDE_METER_HOME: join(folder, 'state'),
      CLAUDE_METER_PORT: String(meter.port),
      HOME: folder,
    };
    const server = { command: process.execPath, args: [METER_MAIN, 'mcp'], env };
    writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: { 'claude-meter': server } }));
  });
  afterAll(async () => {
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (method: string, ...more: string[]): unknown => {
    const args = [
      '--cli',
      '--config',
      join(folder, 'mcp.json'),
      '--server',
      'claude-meter',
      '--method',
      method,
    ];
    const env = { ...process.env, MCP_INSPECTOR_SECRET_STORE: 'memory' };
    const given = [program ?? '', ...args, ...more];
    return JSON.parse(
      execFileSync(process.execPath, given, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  };

  it('lists the tools with the schemas that are locked', () => {
    const { tools } = ask('tools/list') as { tools: Record<string, unknown>[] };
    const seen = tools.map(({ name, title, description, inputSchema, outputSchema }) => ({
      name,
      title,
      description,
      inputSchema,
      outputSchema,
    }));
    expect(seen).toEqual(JSON.parse(readFileSync(LOCKED, 'utf8')));
  });

  it.each<[string, string[], object]>([
    ['limits', [], { accounts: [{ org_uuid: ORG, limits: [{ id: 'five_hour', percent_used: 91 }] }] }],
    ['forecast', [], { org_uuid: ORG, forecasts: [{ limit_id: 'five_hour' }] }],
    ['guard', ['--tool-arg', 'limit=5h'], { verdict: 'would_not_last' }],
    ['report', ['--tool-arg', 'kind=daily'], {}],
  ])('calls %s', (tool, args, expected) => {
    const answer = ask('tools/call', '--tool-name', tool, ...args) as {
      structuredContent: unknown;
      isError?: boolean;
    };
    expect(answer.isError ?? false).toBe(false);
    expect(answer.structuredContent).toMatchObject(expected);
    expect(JSON.stringify(answer)).not.toContain('example.com');
  });
});
