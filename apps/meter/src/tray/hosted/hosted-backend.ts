import { setTimeout as sleep } from 'node:timers/promises';
import type { TrayModel } from '@claude-meter/core';
import type { TrayBackend, TrayEvents, TrayStatus } from '../backend.ts';
import { createAnswerWatch } from './answer-watch.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { watchCpu } from './cpu-watch.ts';
import type { HostMemory } from './host-memory.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';
import type { FromHost } from './protocol.ts';

/** One technology that can show the tray. */
export interface HostLauncher {
  name: 'mac-appkit' | 'mac-jxa' | 'win-shell';
  command: readonly [string, ...string[]];
  /** Sides of the icons that it wants, pixels. */
  iconSizes: readonly number[];
  /** Whether it is known to spin on some systems. */
  maySpin?: boolean;
}

export interface HostedOptions {
  /** The first is tried first; hosts that were given up on this system are tried last. */
  launchers: readonly HostLauncher[];
  events: TrayEvents;
  /** Takes the tray away; no host outlives it. */
  signal: AbortSignal;
  memory: HostMemory;
  clock: () => number;
  /** For tests. */
  limits?: Partial<HostLimits>;
}

export interface HostLimits {
  /** A host must be ready within this, ms. */
  handshakeMs: number;
  /** Pause between two signs of life, ms. */
  heartbeatMs: number;
  /** A host must answer within this, ms. */
  answerMs: number;
  /** So many restarts in the window, then the next host. */
  restarts: number;
  restartWindowMs: number;
  /** Pause before a restart, ms. */
  restartPauseMs: number;
}

const LIMITS: HostLimits = {
  handshakeMs: 5_000,
  heartbeatMs: 60_000,
  answerMs: 10_000,
  restarts: 3,
  restartWindowMs: 10 * 60_000,
  restartPauseMs: 500,
};

/** How one life of a host ended. */
interface Ending {
  reason: string;
  /** It never became ready in time: trying again would hang again. */
  hung: boolean;
}

/**
 * The tray of systems whose run loop blocks: a host process shows it, and this supervises the host. A host that dies
 * is started again; one that keeps dying, or hangs at the start, gives way to the next. When none is left the meter
 * goes on without a tray.
 */
export function startHosted(options: HostedOptions): TrayBackend {
  const { events, signal, memory, clock } = options;
  const limits = { ...LIMITS, ...options.limits };
  let status: TrayStatus = { kind: 'starting' };
  let newest: TrayModel | null = null;
  let conversation: Conversation | null = null;
  let begin: () => void = () => {};
  const firstModel = new Promise<void>((resolve) => {
    begin = resolve;
  });

  function setStatus(next: TrayStatus): void {
    if (JSON.stringify(next) === JSON.stringify(status)) return;
    status = next;
    events.onStatus(next);
  }

  async function live(launcher: HostLauncher, model: TrayModel): Promise<Ending> {
    const life = beginLife(launcher, {
      events,
      limits,
      clock,
      setStatus,
      onReady: () => memory.worked(launcher.name),
    });
    conversation = life.conversation;
    const quit = () => life.host.quit();
    signal.addEventListener('abort', quit, { once: true });
    life.conversation.greet(model);
    const ending = await life.ended;
    signal.removeEventListener('abort', quit);
    conversation = null;
    return ending;
  }

  /** Keeps one host alive as long as its budget lasts; the reason why it was given up. */
  async function keep(launcher: HostLauncher): Promise<string> {
    let deaths: number[] = [];
    for (;;) {
      if (newest === null || signal.aborted) return '';
      const { reason, hung } = await live(launcher, newest);
      if (signal.aborted) return '';
      const now = clock();
      deaths = [...deaths.filter((at) => now - at < limits.restartWindowMs), now];
      if (hung || deaths.length > limits.restarts) return reason;
      setStatus({ kind: 'host_restarting', host: launcher.name, reason });
      await sleep(limits.restartPauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async function run(): Promise<void> {
    await Promise.race([firstModel, aborted(signal)]);
    const reasons: string[] = [];
    for (const launcher of inOrder(options.launchers, memory)) {
      const reason = await keep(launcher);
      if (signal.aborted) return;
      memory.gaveUp(launcher.name, reason);
      reasons.push(`${launcher.name}: ${reason}`);
    }
    setStatus({ kind: 'hosts_failed', reason: reasons.join(' ') });
    await aborted(signal);
  }

  return {
    name: 'hosted',
    update(model) {
      newest = model;
      begin();
      conversation?.update(model);
    },
    status: () => status,
    closed: run(),
  };
}

function inOrder(launchers: readonly HostLauncher[], memory: HostMemory): HostLauncher[] {
  const failed = (launcher: HostLauncher) => (memory.failure(launcher.name) === null ? 0 : 1);
  return launchers.toSorted((a, b) => failed(a) - failed(b));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

interface Living {
  events: TrayEvents;
  limits: HostLimits;
  clock: () => number;
  setStatus(status: TrayStatus): void;
  onReady(): void;
}

/** One life of a host, from its start to its end. */
function beginLife(
  launcher: HostLauncher,
  living: Living,
): { host: HostProcess; conversation: Conversation; ended: Promise<Ending> } {
  const { limits } = living;
  const over = new AbortController();
  let ready = false;
  let hung = false;
  const giveUp = (reason: string) => {
    hung = true;
    host.kill(reason);
  };
  const host = startHostProcess(launcher.command, (message) => {
    // What a host says after it was given up counts no more.
    if (hung) return;
    conversation.take(message);
    if (hung) return;
    if (ready) watch.turn(conversation.waiting());
    report(message, living);
  });
  const conversation = createConversation({
    iconSizes: launcher.iconSizes,
    send(message) {
      host.send(message);
      if (ready) watch.turn(true);
    },
    onFault: giveUp,
    onReady() {
      ready = true;
      living.onReady();
      living.setStatus({ kind: 'shown' });
    },
  });
  const watch = createAnswerWatch({
    ...limits,
    clock: living.clock,
    signal: over.signal,
    ask: conversation.ping,
    onSilence: () => host.kill('It stopped answering.'),
  });
  const tooLate = setTimeout(() => {
    if (!ready) giveUp('It did not become ready in time.');
  }, limits.handshakeMs);
  if (launcher.maySpin === true && host.pid !== null) {
    watchCpu(host.pid, () => giveUp('It spins.'), over.signal);
  }
  const ended = host.exited.then((reason) => {
    over.abort();
    clearTimeout(tooLate);
    return { reason, hung };
  });
  return { host, conversation, ended };
}

function report(message: FromHost, { events, setStatus }: Living): void {
  if (message.t === 'click') events.onClick(message.id);
  if (message.t === 'activate') events.onActivate();
  if (message.t === 'shown') {
    setStatus(message.visible === 'no' ? { kind: 'hidden', detail: message.detail } : { kind: 'shown' });
  }
}
