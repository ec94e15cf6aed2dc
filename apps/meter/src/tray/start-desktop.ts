import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configPath } from '../config/config-file.ts';
import { createHook } from '../notify/hook.ts';
import { type NoticeCenter, startNoticeCenter } from '../notify/notice-center.ts';
import { DEFAULT_NOTICE_CONFIG, type NoticeConfig, parseNoticeConfig } from '../notify/notice-config.ts';
import { readNoticeRecord, writeNoticeRecord } from '../notify/notice-store.ts';
import { runWords } from '../notify/run-limited.ts';
import { createSystemNotifier } from '../notify/system-notifier.ts';
import type { ServiceKeeper } from '../service/service-keeper.ts';
import { createStartAtLogin } from '../service/start-at-login.ts';
import { findDefaultBrowser } from './default-browser.ts';
import { openUrl, USAGE_PAGE } from './open-url.ts';
import type { TrayActions } from './perform-action.ts';
import { keepPreferences } from './preferences.ts';
import { systemBackend } from './system-backend.ts';
import { startTray, type Tray, type TraySource } from './tray.ts';
import { trayHint } from './tray-hint.ts';

export interface DesktopOptions {
  /** The state folder. */
  home: string;
  /** The meter's publisher. */
  source: TraySource;
  /** Takes tray and notices away. */
  signal: AbortSignal;
  actions: Pick<TrayActions, 'forget' | 'refresh' | 'quit'>;
  /** Starts the meter at login; null where the system cannot. */
  service: ServiceKeeper | null;
  clock?: () => number;
  platform?: NodeJS.Platform;
  env?: Readonly<Record<string, string | undefined>>;
}

/** What of the meter stands on the person's desktop. */
export interface Desktop {
  tray: Tray;
  notices: NoticeCenter;
  /** What a person can do so that the tray is seen, the notices are shown or the hook runs; one line each. */
  hints(): string[];
  /** Resolves when everything has been taken away after the signal. */
  closed: Promise<void>;
}

/** Starts tray and notices of the system we run on. Nothing of it can keep the meter from working. */
export function startDesktop(options: DesktopOptions): Desktop {
  const { home, source, signal } = options;
  const { clock = Date.now, platform = process.platform, env = process.env } = options;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const config = noticeConfigReader(configPath(home));
  const startAtLogin =
    options.service === null ? null : createStartAtLogin(options.service, () => tray.repaint());
  const hook = createHook({ command: () => config().config.hook, signal });
  const tray: Tray = startTray({
    source,
    signal,
    clock,
    timeZone,
    actions: {
      ...options.actions,
      startAtLogin,
      openUsagePage: () => void openUrl(USAGE_PAGE, platform),
      activate: () => void openUrl(USAGE_PAGE, platform),
      testAlarm: () => void notices.test(),
    },
    backend: (given) =>
      systemBackend({ home, platform, env, clock, wanted: wantedHost(textOf(configPath(home))) }, given),
    preferences: keepPreferences(home),
    defaultBrowser: () => findDefaultBrowser(platform, signal),
  });
  const recordPath = join(home, 'notices.json');
  const notices: NoticeCenter = startNoticeCenter({
    source,
    signal,
    clock,
    timeZone,
    config: () => config().config,
    enabled: () => tray.preferences().alarms,
    record: {
      read: () => readNoticeRecord(recordPath),
      write: (record) => writeNoticeRecord(recordPath, record),
    },
    notifier: createSystemNotifier(platform, { env, signal }),
    hook,
    alarm: tray,
  });
  void startAtLogin?.look();
  return {
    tray,
    notices,
    hints() {
      const last = notices.last();
      const ran = hook.last();
      return [
        trayHint(tray.status(), env),
        config().error,
        startAtLogin?.trouble() ?? null,
        last === null || last.ok ? null : `The last notice was not shown: ${last.reason}`,
        ran === null || ran.kind === 'done'
          ? null
          : `The hook of the last notice ${runWords(ran)} Try it: claude-meter notices test --only hook`,
      ].filter((hint) => hint !== null);
    },
    closed: tray.closed,
  };
}

/** The settings of notices, as the file stands now. A file that cannot be understood keeps the usual ones. */
function noticeConfigReader(path: string): () => { config: NoticeConfig; error: string | null } {
  let known: { text: string; config: NoticeConfig; error: string | null } | null = null;
  return () => {
    const text = textOf(path);
    if (known?.text !== text) {
      const parsed = parseNoticeConfig(text);
      known = parsed.ok
        ? { text, config: parsed.config, error: null }
        : {
            text,
            config: DEFAULT_NOTICE_CONFIG,
            error: `${JSON.stringify(path)}: ${parsed.error}. Notices use their usual settings.`,
          };
    }
    return known;
  };
}

/** `tray.host` of the settings file: the one host that is wanted, or `off`; null where nothing is named. */
export function wantedHost(text: string): string | null {
  try {
    const host = (JSON.parse(text) as { tray?: { host?: unknown } } | null)?.tray?.host;
    return typeof host === 'string' && host !== '' ? host : null;
  } catch {
    return null;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '{}';
  }
}
