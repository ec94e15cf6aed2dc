import type { HookInput } from './hook.ts';
import type { DesktopNotice } from './notifier.ts';

const WORDS = { title: 'ClaudeMeter: test alarm', body: 'This is how a notice looks.' } as const;

/** What the desktop shows when a person tries the alarm. */
export function testDesktopNotice(at: number): DesktopNotice {
  return { ...WORDS, id: `test|${at}`, subject: 'test', urgent: false };
}

/** What the hook reads then. */
export function testHookInput(at: number): HookInput {
  return {
    ...WORDS,
    kind: 'test',
    account: '',
    org_uuid: '',
    limit_id: null,
    percent: null,
    threshold: null,
    until: null,
    at: new Date(at).toISOString(),
    quiet: false,
  };
}
