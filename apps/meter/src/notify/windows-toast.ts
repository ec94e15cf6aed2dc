import type { DesktopNotice, Notifier, ShowResult } from './notifier.ts';
import { runLimited } from './run-limited.ts';

const LIMIT_MS = 15_000;

/** An app id that Windows knows on every machine; toasts of unknown ones are dropped without a word. */
const APP_ID = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe';

/** Reads the toast from the environment: nothing in a notice can be taken for a command. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
[void][Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime]
$xml = New-Object Windows.Data.Xml.Dom.XmlDocument
$xml.LoadXml($env:TOAST_XML)
$toast = New-Object Windows.UI.Notifications.ToastNotification $xml
$toast.Tag = $env:TOAST_TAG
$toast.Group = 'claude-meter'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($env:TOAST_APP).Show($toast)
`;

/** The toast as Windows takes it; a click opens the page. */
export function toastXml({ title, body, urgent }: DesktopNotice, page: string): string {
  const scenario = urgent ? ' scenario="reminder"' : '';
  const action = `<action content="Open the usage page" activationType="protocol" arguments="${escapeXml(page)}"/>`;
  return [
    `<toast activationType="protocol" launch="${escapeXml(page)}"${scenario}>`,
    `<visual><binding template="ToastGeneric"><text>${escapeXml(title)}</text><text>${escapeXml(body)}</text></binding></visual>`,
    `<actions>${action}</actions></toast>`,
  ].join('');
}

/** The command that shows what stands in its environment. */
export function toastCommand(): [string, ...string[]] {
  const encoded = Buffer.from(SCRIPT, 'utf16le').toString('base64');
  return ['powershell.exe', '-NoProfile', '-NonInteractive', '-EncodedCommand', encoded];
}

/** Notices of Windows 10 and 11. */
export function createToastNotifier(page: string): Notifier {
  return {
    async show(notice): Promise<ShowResult> {
      const result = await runLimited(toastCommand(), {
        limitMs: LIMIT_MS,
        env: {
          TOAST_XML: toastXml(notice, page),
          TOAST_TAG: tagOf(notice.subject),
          TOAST_APP: APP_ID,
        },
      });
      return result.kind === 'done'
        ? { ok: true }
        : { ok: false, reason: `toast: ${JSON.stringify(result)}` };
    },
  };
}

/** Windows takes at most 64 characters; the end of a subject tells more than its beginning. */
function tagOf(subject: string): string {
  return subject.slice(-64);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
