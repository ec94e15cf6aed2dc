import { serveStdio } from '@modelcontextprotocol/server/stdio';
import manifest from '../../package.json' with { type: 'json' };
import { createMcpServer } from '../mcp/create-mcp-server.ts';
import { localReport } from '../report/local-report.ts';
import { type QueryWords, readQuery } from '../report/report-query.ts';
import { servedReport } from '../report/served-report.ts';
import type { Settings } from '../settings.ts';
import { askForecasts, askSnapshots } from './ask-meter.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

/** `claude-meter mcp`: what agents may read. */
export const mcp: Command = {
  meta: {
    name: 'mcp',
    summary: 'let an agent read limits, forecast and reports (MCP over stdio, read-only)',
    about: `Speaks the Model Context Protocol on standard input and output until its reader goes away. Its tools read
from the meter on this machine; none changes anything, none tells an e-mail. docs/agents.md says how to add it.`,
    options: {},
    examples: [{ line: 'claude mcp add claude-meter -- claude-meter mcp', text: 'let Claude Code ask it' }],
  },

  async run(io, settings) {
    const stopped = io.stopped();
    const ended = new Promise<void>((resolve) => {
      stopped.addEventListener('abort', () => resolve(), { once: true });
      io.stdin.once('end', resolve);
      io.stdin.once('close', resolve);
    });
    const handle = serveStdio(() =>
      createMcpServer({
        version: manifest.version,
        now: io.now,
        snapshots: () => askSnapshots(settings.port),
        forecasts: (org) => askForecasts(settings.port, org),
        report: (words) => report(io, settings, words),
      }),
    );
    await ended;
    await handle.close();
    return EXIT.ok;
  },
};

async function report(io: Io, { home }: Settings, words: QueryWords) {
  const read = readQuery(words, { zone: io.timeZone, now: io.now() });
  if (!read.ok) return read;
  const served = await servedReport(read.query, home);
  if (served !== null) return { ok: true as const, report: served };
  return localReport(read.query, { home, signal: io.stopped(), now: io.now, onProgress: () => {} });
}
