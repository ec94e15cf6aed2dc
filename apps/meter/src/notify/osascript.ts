import type { DesktopNotice, Notifier, ShowResult } from './notifier.ts';
import { runLimited } from './run-limited.ts';

const LIMIT_MS = 10_000;

/** The words are arguments of the script, never part of it: nothing in them can be taken for AppleScript. */
const SCRIPT = [
  'on run argv',
  'if item 3 of argv is "urgent" then',
  'display notification (item 2 of argv) with title (item 1 of argv) sound name "Sosumi"',
  'else',
  'display notification (item 2 of argv) with title (item 1 of argv)',
  'end if',
  'end run',
];

/** The command that shows a notice on macOS. */
export function osascriptCommand({ title, body, urgent }: DesktopNotice): [string, ...string[]] {
  const lines = SCRIPT.flatMap((line) => ['-e', line]);
  return ['/usr/bin/osascript', ...lines, '--', title, body, urgent ? 'urgent' : 'normal'];
}

/** Notices of macOS. */
export function createOsascriptNotifier(): Notifier {
  return {
    async show(notice): Promise<ShowResult> {
      const result = await runLimited(osascriptCommand(notice), { limitMs: LIMIT_MS });
      return result.kind === 'done'
        ? { ok: true }
        : { ok: false, reason: `osascript: ${JSON.stringify(result)}` };
    },
  };
}
