import {
  accountsOf,
  decideNotices,
  isQuiet,
  type Notice,
  type NoticeKind,
  type NoticeMemory,
  type Snapshot,
} from '@claude-meter/core';
import { type Hook, hookInput } from './hook.ts';
import type { NoticeConfig } from './notice-config.ts';
import type { NoticeRecord } from './notice-store.ts';
import { desktopNotice, type Notifier, type ShowResult } from './notifier.ts';
import { testDesktopNotice, testHookInput } from './test-notice.ts';

export interface NoticeSource {
  current(): { snapshots: readonly Snapshot[] };
  onChange(listener: (published: { snapshots: readonly Snapshot[] }) => void, signal: AbortSignal): void;
}

export interface NoticeCenterOptions {
  source: NoticeSource;
  signal: AbortSignal;
  clock: () => number;
  /** IANA name, for the quiet hours. */
  timeZone: string;
  config: () => NoticeConfig;
  /** Whether the person wants notices at all. */
  enabled: () => boolean;
  record: { read(): NoticeRecord; write(record: NoticeRecord): void };
  notifier: Notifier;
  hook: Hook;
  /** The title may flash from now on, or has no reason to any more. */
  alarm: { ring(): void; calm(): void };
}

export interface NoticeCenter {
  /** Shows what an alarm is like, whatever is switched off. */
  test(): Promise<ShowResult>;
  /** How the last notice was shown; null before the first. `doctor` shows it. */
  last(): ShowResult | null;
}

const RINGING: readonly NoticeKind[] = ['limit', 'extra_usage', 'extra_blocked'];
/** How often held notices are looked at. */
const LOOK_MS = 60_000;

/**
 * Tells the person what the readings give reason for, each thing once. What was published before it started came out
 * of a file and gives no reason. First remembered, then shown: a notice that is lost is better than one that comes
 * back with every start.
 */
export function startNoticeCenter(options: NoticeCenterOptions): NoticeCenter {
  const { source, clock, signal, config, record, alarm } = options;
  const fromDisk = new Set(source.current().snapshots.map((one) => JSON.stringify(one)));
  let { memory, held } = record.read();
  let last: ShowResult | null = null;
  let timer: NodeJS.Timeout | undefined;

  function hear(snapshots: readonly Snapshot[]): void {
    const now = clock();
    const heard = snapshots.filter((one) => !fromDisk.has(JSON.stringify(one)));
    const decided = decideNotices(memory, accountsOf(heard, now), { now, settings: config().settings });
    const quiet = isQuiet(now, config().quiet, options.timeZone);
    const wanted = options.enabled() ? decided.notices : [];
    const changed = lasting(decided.memory) !== lasting(memory);
    memory = decided.memory;
    if (quiet) held = [...held, ...wanted];
    if (changed || (quiet && wanted.length > 0)) record.write({ memory, held });
    for (const notice of wanted) void options.hook.run(hookInput(notice, { at: now, quiet }));
    if (!quiet) for (const notice of wanted) void show(notice);
    if (decided.notices.some((notice) => notice.kind === 'reset')) alarm.calm();
    release();
  }

  /** Shows what waited for the end of the quiet hours and still holds. */
  function release(): void {
    clearTimeout(timer);
    if (held.length === 0 || signal.aborted) return;
    const now = clock();
    if (isQuiet(now, config().quiet, options.timeZone)) {
      timer = setTimeout(release, LOOK_MS);
      timer.unref();
      return;
    }
    const due = held.filter(({ until }) => until === null || until > now);
    held = [];
    record.write({ memory, held });
    for (const notice of due) void show(notice);
  }

  async function show(notice: Notice): Promise<void> {
    if (RINGING.includes(notice.kind)) alarm.ring();
    last = await options.notifier.show(desktopNotice(notice));
  }

  source.onChange(({ snapshots }) => hear(snapshots), signal);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  release();
  return {
    async test() {
      const at = clock();
      alarm.ring();
      void options.hook.run(testHookInput(at));
      last = await options.notifier.show(testDesktopNotice(at));
      return last;
    },
    last: () => last,
  };
}

/** What is worth writing: not that a limit was read once more. */
function lasting(memory: NoticeMemory): string {
  return JSON.stringify(memory, (key, value: unknown) => (key === 'seenAt' ? undefined : value));
}
