import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const FILE_BYTES = 2_000_000;
/** What tools answered, around each request: most of a transcript is none of its own words. */
const TOOL_BYTES = 6_000;

/** A folder like `~/.claude` with transcripts of so many bytes: requests of the last month, each once. */
export function writeTranscripts(folder: string, bytes: number, now: number): void {
  const project = join(folder, 'projects', 'bench');
  mkdirSync(project, { recursive: true });
  const files = Math.ceil(bytes / FILE_BYTES);
  const step = (30 * 86_400_000) / files;
  for (let file = 0; file < files; file += 1) {
    const session = `00000000-0000-4000-8000-${String(file).padStart(12, '0')}`;
    const at = now - (files - file) * step;
    const handle = openSync(join(project, `${session}.jsonl`), 'w');
    writeSync(handle, sessionLines(session, at, Math.min(FILE_BYTES, bytes - file * FILE_BYTES)));
    closeSync(handle);
  }
}

function sessionLines(sessionId: string, from: number, bytes: number): string {
  const lines: string[] = [];
  for (let size = 0; size < bytes; ) {
    const timestamp = new Date(from + lines.length * 1000).toISOString();
    const number = `${sessionId.slice(-12)}${lines.length}`;
    const pair = [
      JSON.stringify({
        type: 'user',
        sessionId,
        timestamp,
        message: { role: 'user', content: 'x '.repeat(TOOL_BYTES / 2) },
      }),
      JSON.stringify({
        type: 'assistant',
        sessionId,
        timestamp,
        requestId: `req_${number}`,
        version: '2.1.0',
        message: {
          id: `msg_${number}`,
          model: 'claude-opus-4-6',
          role: 'assistant',
          content: [{ type: 'text', text: 'Done.' }],
          usage: {
            input_tokens: 12,
            output_tokens: 340,
            cache_creation_input_tokens: 1_200,
            cache_read_input_tokens: 48_000,
          },
        },
      }),
    ];
    for (const line of pair) {
      lines.push(line);
      size += line.length + 1;
    }
  }
  return `${lines.join('\n')}\n`;
}
