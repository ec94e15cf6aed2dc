import type { Notice } from '@claude-meter/core';

/** What stands on the screen. */
export interface DesktopNotice {
  id: string;
  /** Notices of one subject replace each other where the desktop can do that. */
  subject: string;
  title: string;
  body: string;
  /** Stays until it is seen. */
  urgent: boolean;
}

export type ShowResult = { ok: true } | { ok: false; reason: string };

/** The way to the person's desktop. Never throws: a notice that cannot be shown is told of in the result. */
export interface Notifier {
  show(notice: DesktopNotice): Promise<ShowResult>;
}

/** How a notice is shown: what stops the person stays on the screen. */
export function desktopNotice(notice: Notice): DesktopNotice {
  const { id, kind, orgUuid, limitId, title, body, threshold } = notice;
  const urgent = kind === 'extra_blocked' || (threshold ?? 0) >= 100;
  return { id, subject: `${orgUuid}|${limitId ?? kind}`, title, body, urgent };
}
