import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tokens of some requests. */
export interface Truth {
  requests: number;
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
}

/** What is true of a set of transcripts, by what requests are asked for. Days are those of UTC. */
export interface SetTruth {
  byModel: Record<string, Truth>;
  byDay: Record<string, Truth>;
  bySession: Record<string, Truth>;
}

interface Usage {
  input: number;
  output: number;
  short: number;
  long: number;
  read: number;
}

const MODELS = ['claude-opus-5', 'claude-sonnet-5', 'claude-haiku-4-5-20251001', 'claude-opus-4-6'];
const MINUTE = 60_000;
const START = Date.parse('2026-11-02T08:00:00Z');

/** Numbers that look random and are the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes transcripts with everything that makes them hard to count, and says what is true of them: each request once,
 * at its final usage, on the day of its final row, in the session that it was made in.
 */
export function writeSet(root: string, seed: number): SetTruth {
  const maker = new Maker(root, seed);
  for (let session = 0; session < 14; session++) maker.session(session);
  maker.finish();
  return maker.truth;
}

class Maker {
  readonly truth: SetTruth = { byModel: {}, byDay: {}, bySession: {} };
  readonly #root: string;
  readonly #chance: () => number;
  readonly #resumed: { path: string; text: string }[] = [];
  #ids = 0;
  #at = START;

  constructor(root: string, seed: number) {
    this.#root = root;
    this.#chance = chanceOf(seed);
  }

  session(index: number): void {
    const session = `5e55${index.toString(16).padStart(4, '0')}`;
    const project = join(this.#root, `-home-me-app${index % 3}`);
    const isGateway = index % 5 === 4;
    this.#at = START + index * 9 * 60 * MINUTE;
    const lines: string[] = [
      this.#line({ type: 'mode' }),
      this.#line({ ...this.#about(session), type: 'user' }),
    ];
    const requests = 4 + Math.floor(this.#chance() * 20);
    for (let count = 0; count < requests; count++) lines.push(...this.#request(session, { isGateway }));
    const agents = Math.floor(this.#chance() * 3);
    for (let agent = 0; agent < agents; agent++) lines.push(...this.#subagent(session, { project, agent }));
    if (this.#chance() < 0.5) lines.push(...this.#sideQuestion(lines));
    this.#write(join(project, `${session}.jsonl`), lines, this.#chance() < 0.3);
    if (this.#chance() < 0.4) {
      const text = lines.join('').replaceAll(`"sessionId":"${session}"`, '"sessionId":"resumed"');
      this.#resumed.push({ path: join(project, `resumed-${index}.jsonl`), text });
    }
  }

  /** Resumed sessions come to the disk after those whose history they copy. */
  finish(): void {
    for (const { path, text } of this.#resumed) writeFileSync(path, text);
  }

  /** The rows of one answer, with what comes between them. */
  #request(session: string, { isGateway = false, isSidechain = false }): string[] {
    const number = ++this.#ids;
    const usage = this.#usage();
    const model = isGateway ? 'kimi-k2.6' : (MODELS[Math.floor(this.#chance() * MODELS.length)] as string);
    const lines: string[] = [];
    const blocks = 1 + Math.floor(this.#chance() * 4);
    const row = (output: number): string => {
      // Now and then an answer is begun before midnight and finished after it.
      this.#at += this.#chance() < 0.02 ? 600 * MINUTE : Math.floor(this.#chance() * 3 * MINUTE);
      const message = { id: `${isGateway ? 'chatcmpl' : 'msg'}-${number}`, model, content: this.#content() };
      const requestId = isGateway ? {} : { requestId: `req-${number}` };
      const written = { ...message, usage: this.#printed({ ...usage, output }) };
      return this.#line({
        ...this.#about(session),
        ...requestId,
        isSidechain,
        type: 'assistant',
        message: written,
      });
    };
    for (let block = 1; block < blocks; block++) {
      lines.push(row(this.#chance() < 0.5 ? Math.ceil(usage.output / 3) : usage.output));
      if (this.#chance() < 0.3) lines.push(this.#toolResult(session));
    }
    const last = row(usage.output);
    lines.push(last);
    if (this.#chance() < 0.05) lines.push(last);
    if (this.#chance() < 0.05) lines.push(this.#synthetic(session));
    this.#count(session, { model, usage });
    return lines;
  }

  /** A subagent has a file of its own; older versions quote its rows in the file of its parent. */
  #subagent(session: string, { project, agent }: { project: string; agent: number }): string[] {
    const lines = Array.from({ length: 1 + Math.floor(this.#chance() * 4) }, () =>
      this.#request(session, { isSidechain: true }),
    ).flat();
    const folder = agent === 1 ? join('subagents', 'workflows', 'wf_1') : 'subagents';
    this.#write(join(project, session, folder, `agent-${agent}.jsonl`), lines, false);
    if (this.#chance() < 0.5) return [];
    return lines.map((line) => {
      const { sessionId: _, ...quoted } = JSON.parse(line) as Record<string, unknown>;
      return this.#line({
        ...this.#about(session),
        type: 'progress',
        data: { type: 'agent_progress', message: quoted },
      });
    });
  }

  /** A side question repeats rows of its parent in a sidechain, under another request id. */
  #sideQuestion(lines: readonly string[]): string[] {
    return lines
      .filter((line) => line.includes('"type":"assistant"') && line.includes('"isSidechain":false'))
      .slice(-3)
      .map((line) => {
        const copied = JSON.parse(line) as Record<string, unknown>;
        return this.#line({ ...copied, isSidechain: true, requestId: `side-${++this.#ids}` });
      });
  }

  #content(): object[] {
    const text = 'x'.repeat(Math.floor(this.#chance() * 4000));
    const quoted = JSON.stringify({ message: { usage: { input_tokens: 999, output_tokens: 999 } } });
    return [
      { type: 'text', text: this.#chance() < 0.1 ? quoted : text },
      { type: 'tool_use', name: 'Task', input: { model: null, id: null, usage: { input_tokens: 7 } } },
    ];
  }

  #toolResult(session: string): string {
    const usage = { input_tokens: 5000, output_tokens: 5000 };
    return this.#line({
      ...this.#about(session),
      type: 'user',
      toolUseResult: { usage, message: { usage } },
    });
  }

  #synthetic(session: string): string {
    const usage = { input_tokens: 0, output_tokens: 0 };
    const message = { id: `syn-${++this.#ids}`, model: '<synthetic>', content: [], usage };
    return this.#line({ ...this.#about(session), isApiErrorMessage: true, type: 'assistant', message });
  }

  #usage(): Usage {
    const up = (most: number): number => Math.floor(this.#chance() * most);
    return {
      input: up(2000),
      output: 1 + up(4000),
      short: up(9000),
      long: up(2) * up(9000),
      read: up(300_000),
    };
  }

  #printed({ input, output, short, long, read }: Usage): object {
    const split = { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long };
    return {
      input_tokens: input,
      cache_creation_input_tokens: short + long,
      cache_read_input_tokens: read,
      ...(long > 0 || this.#chance() < 0.5 ? { cache_creation: split } : {}),
      output_tokens: output,
      service_tier: 'standard',
    };
  }

  #about(sessionId: string): object {
    return { sessionId, timestamp: new Date(this.#at).toISOString(), cwd: '/home/me/app', gitBranch: 'main' };
  }

  #line(record: object): string {
    const text = JSON.stringify(record);
    // Some tools print with blanks.
    return `${this.#chance() < 0.02 ? text.replaceAll('":', '": ') : text}\n`;
  }

  #write(path: string, lines: readonly string[], isTorn: boolean): void {
    mkdirSync(dirname(path), { recursive: true });
    const torn = isTorn ? '{"type":"assistant","message":{"usage":{"output_tok' : '';
    writeFileSync(path, lines.join('') + torn);
  }

  #count(session: string, { model, usage }: { model: string; usage: Usage }): void {
    const day = new Date(this.#at).toISOString().slice(0, 10);
    const { byModel, byDay, bySession } = this.truth;
    for (const [truths, key] of [
      [byModel, model] as const,
      [byDay, day] as const,
      [bySession, session] as const,
    ]) {
      truths[key] ??= { requests: 0, input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };
      const truth = truths[key];
      truth.requests++;
      truth.input += usage.input;
      truth.output += usage.output;
      truth.cacheWrite += usage.short + usage.long;
      truth.cacheRead += usage.read;
    }
  }
}
