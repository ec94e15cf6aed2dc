import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');

/** The program as an agent starts it, spoken to by the official client. */
async function agent(port: number): Promise<Client> {
  const home = temporaryFolder();
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [PROGRAM, 'mcp'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        TZ: 'UTC',
        CLAUDE_METER_HOME: join(home, 'state'),
        CLAUDE_METER_PORT: String(port),
      },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: args });
  const content = result.content as { type: string; text: string }[];
  return { failed: result.isError === true, text: content[0]?.text ?? '', data: result.structuredContent };
}

async function meterAt(percent: number) {
  const meter = await startMeter();
  const resets = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  await meter.post([
    originalPost({
      usage: {
        five_hour: { utilization: percent, resets_at: resets(2) },
        seven_day: { utilization: 31, resets_at: resets(96) },
      },
    }),
  ]);
  return meter;
}

describe('claude-meter mcp', () => {
  it('has tools whose schemas change only on purpose, all of them read-only', async () => {
    const client = await agent(1);
    const { tools } = await client.listTools();
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual(tools.map(() => true));
    const printed = tools.map(({ name, title, description, inputSchema, outputSchema }) => ({
      name,
      title,
      description,
      inputSchema,
      outputSchema,
    }));
    await expect(`${JSON.stringify(printed, null, 2)}\n`).toMatchFileSnapshot('mcp-tools.json.snap');
    expect(client.getServerVersion()).toMatchObject({ name: 'claude-meter' });
  });

  it('tells limits and forecast, and never an e-mail', async () => {
    const meter = await meterAt(91);
    const client = await agent(meter.port);
    const limits = await call(client, 'limits');
    expect(limits.data).toMatchObject({
      accounts: [
        {
          org_uuid: ORG,
          fresh: true,
          limits: [
            { id: 'five_hour', percent_used: 91, binding: true },
            { id: 'seven_day', percent_used: 31, binding: false },
          ],
        },
      ],
    });
    expect(JSON.parse(limits.text)).toEqual(limits.data);
    const forecast = await call(client, 'forecast');
    expect(forecast.data).toMatchObject({
      org_uuid: ORG,
      forecasts: [{ limit_id: 'five_hour', words: expect.stringMatching(/\.$/) }, { limit_id: 'seven_day' }],
    });
    expect(limits.text + forecast.text).not.toContain('example.com');
  });

  it('says whether long work may begin', async () => {
    const meter = await meterAt(91);
    const client = await agent(meter.port);
    expect((await call(client, 'guard')).data).toMatchObject({ verdict: 'would_not_last', percent_used: 91 });
    expect((await call(client, 'guard', { limit: '7d' })).data).toMatchObject({ verdict: 'lasts' });
    expect((await call(client, 'guard', { limit: 'opus' })).data).toMatchObject({ verdict: 'none' });
    expect(await call(client, 'guard', { limit: '6h' })).toMatchObject({
      failed: true,
      text: expect.stringContaining('"6h" is none of 5h, 7d'),
    });
  });

  it('reports, and says what it did not understand', async () => {
    const client = await agent(1);
    const report = await call(client, 'report', { kind: 'models' });
    expect(report).toMatchObject({ failed: false, data: { kind: 'models', rows: [] } });
    const wrong = await call(client, 'report', { kind: 'daily', since: 'someday' });
    expect(wrong).toMatchObject({ failed: true, text: expect.stringContaining('"someday" is no day') });
  });

  it('says so when no meter runs, and goes on', async () => {
    const client = await agent(1);
    const first = await call(client, 'limits');
    expect(first).toMatchObject({ failed: true, text: expect.stringContaining('Start it with') });
    expect((await call(client, 'guard')).failed).toBe(true);
  });
});
