import { applyOps, planUpdate, type TrayModel } from '@claude-meter/core';
import { type FromHost, type HostEcho, PROTOCOL_VERSION, type ToHost } from './protocol.ts';
import { toHostOps } from './to-host-ops.ts';

export interface ConversationOptions {
  iconSizes: readonly number[];
  send(message: ToHost): void;
  /** The host answers, or does not hold what it was told: the text says why it has to go. */
  onReady(): void;
  onFault(reason: string): void;
}

/**
 * What is said to one host. At most one message is under way: changes in between wait as the newest model, not as a
 * queue, so a slow host is told less often and never falls behind.
 */
export interface Conversation {
  /** Begins. */
  greet(model: TrayModel): void;
  update(model: TrayModel): void;
  take(message: FromHost): void;
  /** Asks for a sign of life unless an answer is already awaited. */
  ping(): void;
  /** Whether an answer is awaited. */
  waiting(): boolean;
}

export function createConversation(options: ConversationOptions): Conversation {
  let held: TrayModel | null = null;
  let newest: TrayModel | null = null;
  let menuOpen = false;
  let awaited: 'ready' | number | null = null;
  let sequence = 0;

  function say(seq: number): void {
    if (newest === null) return;
    const { ops } = planUpdate(held, newest, { menuOpen });
    held = applyOps(held, ops);
    awaited = seq;
    options.send({ t: 'ops', seq, ops: toHostOps(ops, options.iconSizes) });
  }

  function catchUp(): void {
    if (awaited !== null || newest === null) return;
    if (planUpdate(held, newest, { menuOpen }).ops.length === 0) return;
    sequence += 1;
    say(sequence);
  }

  function check(echo: HostEcho, version: number): void {
    if (held === null) return;
    const told = echoOf(held);
    if (version !== PROTOCOL_VERSION) {
      options.onFault(`It speaks version ${version}, not ${PROTOCOL_VERSION}.`);
    } else if (JSON.stringify(told) !== JSON.stringify(echo)) {
      options.onFault(`It holds ${JSON.stringify(echo)} instead of ${JSON.stringify(told)}.`);
    } else {
      awaited = null;
      options.onReady();
      catchUp();
    }
  }

  return {
    greet(model) {
      newest = model;
      const { ops } = planUpdate(null, model, { menuOpen: false });
      held = applyOps(null, ops);
      awaited = 'ready';
      options.send({ t: 'init', v: PROTOCOL_VERSION, ops: toHostOps(ops, options.iconSizes) });
    },
    update(model) {
      newest = model;
      catchUp();
    },
    take(message) {
      if (message.t === 'ready' && awaited === 'ready') check(message.echo, message.v);
      if (message.t === 'done' && message.seq === awaited) awaited = null;
      if (message.t === 'opened') menuOpen = true;
      if (message.t === 'closed') menuOpen = false;
      catchUp();
    },
    ping() {
      if (awaited !== null) return;
      sequence += 1;
      say(sequence);
    },
    waiting: () => awaited !== null,
  };
}

/** What a host must read back when it holds a model. */
function echoOf(model: TrayModel): HostEcho {
  const [title] = toHostOps([{ op: 'title', runs: model.title, a11y: '' }], []);
  const runs = title?.op === 'title' ? title.runs : [];
  return { title: runs.map((run) => run.text).join(''), runs: runs.length, rows: model.menu.length };
}
