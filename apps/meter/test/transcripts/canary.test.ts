import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_KINDS } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { reporting } from './reporting.ts';
import { newPlace, type Place, written } from './written.ts';

const AT = '2026-11-20T10:00:00.000Z';

/** One sentence per place in which a transcript holds words of somebody. */
const CANARIES = {
  prompt: 'canary-prompt: my password is hunter2',
  answer: 'canary-answer: here is your secret',
  thinking: 'canary-thinking: the user seems to be worried',
  signature: 'canary-signature',
  toolInput: 'canary-tool-input: rm -rf',
  toolResult: 'canary-tool-result: -----BEGIN KEY-----',
  quoted: 'canary-quoted-usage',
  summary: 'canary-summary: what this was about',
  title: 'canary-title: divorce papers',
  attachment: 'canary-attachment: a whole file',
  queued: 'canary-queued: one more thing',
  error: 'canary-api-error',
  system: 'canary-system-reminder',
  slug: 'canary-slug',
  uuid: 'canary-uuid',
  damaged: 'canary-damaged-line',
  unfinished: 'canary-unfinished-line',
} as const;
/** Ids of answers and requests are kept as hashes alone. */
const IDS = ['msg_canary', 'req_canary', 'toolu_canary'];

/** A transcript with a canary in every corner. */
function transcript(): string {
  const usage = { input_tokens: 1, output_tokens: 2, note: CANARIES.quoted };
  const about = {
    timestamp: AT,
    sessionId: 's1',
    cwd: '/home/me/app',
    gitBranch: 'main',
    uuid: CANARIES.uuid,
  };
  const assistant = (content: object[]): object => ({
    ...about,
    type: 'assistant',
    slug: CANARIES.slug,
    requestId: `${IDS[1]}_${content.length}`,
    message: { id: `${IDS[0]}_${content.length}`, model: 'claude-opus-5', content, usage },
  });
  const lines = [
    { type: 'summary', summary: CANARIES.summary, leafUuid: CANARIES.uuid },
    { type: 'ai-title', title: CANARIES.title, usage },
    { ...about, type: 'user', message: { content: CANARIES.prompt, usage } },
    {
      ...about,
      type: 'user',
      message: { content: [{ type: 'tool_result', content: CANARIES.toolResult, usage }] },
    },
    { ...about, type: 'user', toolUseResult: { text: CANARIES.toolResult, usage, totalTokens: 3 } },
    { ...about, type: 'attachment', attachment: { content: CANARIES.attachment, usage } },
    { ...about, type: 'queue-operation', content: CANARIES.queued, usage },
    { ...about, type: 'system', subtype: 'local_command', content: CANARIES.system, usage },
    {
      ...about,
      type: 'assistant',
      isApiErrorMessage: true,
      message: { model: '<synthetic>', content: CANARIES.error, usage },
    },
    assistant([
      { type: 'thinking', thinking: CANARIES.thinking, signature: CANARIES.signature },
      { type: 'text', text: CANARIES.answer },
      {
        type: 'tool_use',
        id: IDS[2],
        name: 'Bash',
        input: { command: CANARIES.toolInput, usage, model: null },
      },
    ]),
    assistant([{ type: 'text', text: JSON.stringify({ message: { usage, model: CANARIES.quoted } }) }]),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const damaged = `{"type":"assistant","message":{"id":"${IDS[0]}","usage":{"output_tokens":-1,"note":"${CANARIES.damaged}"}}}\n`;
  const broken = `{"usage":"${CANARIES.damaged}\n`;
  return text + damaged + broken + written({ id: `${IDS[0]}_u`, text: CANARIES.unfinished }).slice(0, -20);
}

/** Reports, in one form after the other. */
function reports(place: Place, kinds: readonly string[]): string {
  const report = reporting(place);
  const forms = kinds.map((kind, index) => {
    const form = [['--json'], ['--csv'], ['--breakdown']][index % 3] ?? [];
    return report(...(kind === 'session' ? ['session', 's1'] : [kind]), ...form);
  });
  return forms.join('\n') + report('sessions', '--json', '--deleted');
}

describe('what is said in a conversation', () => {
  it('is neither kept nor shown: no sentence, no title, no id', { timeout: 90_000 }, () => {
    using place = newPlace();
    const project = join(place.folder, 'claude', 'projects', 'p');
    mkdirSync(project, { recursive: true });
    const file = join(project, 's1.jsonl');
    writeFileSync(file, transcript());
    const first = reports(place, ['daily']);
    // Read on in the middle of a line, and written anew.
    appendFileSync(file, transcript());
    writeFileSync(join(project, 's2.jsonl'), transcript());
    const shown = first + reports(place, REPORT_KINDS);
    expect(shown).toContain('claude-opus-5');
    expect(shown).toContain('/home/me/app');
    const kept = readdirSync(place.home).map((name) => [name, readFileSync(join(place.home, name))] as const);
    expect(kept.map(([name]) => name)).toContain('transcripts.db');
    for (const secret of [...Object.values(CANARIES), 'canary', ...IDS]) {
      expect(shown.includes(secret), `${secret} is shown`).toBe(false);
      for (const [name, bytes] of kept) {
        for (const encoding of ['utf8', 'utf16le', 'base64'] as const) {
          const wanted = encoding === 'base64' ? Buffer.from(secret).toString('base64').slice(0, -4) : secret;
          const found = bytes.includes(wanted, 0, encoding === 'base64' ? 'utf8' : encoding);
          expect(found, `${secret} in ${name}`).toBe(false);
        }
      }
    }
  });
});
