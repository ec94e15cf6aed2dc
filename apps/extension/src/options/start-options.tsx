import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { askForNotices } from '../page/claude-access.ts';
import { liveStore } from '../page/live-store.ts';
import { saveSettings } from '../store/store.ts';
import { Options } from './options.tsx';
import { type Tested, testConnection } from './test-connection.ts';

/** Shows the options in `root` and keeps them up to date until `end`. */
export function startOptions(root: Element, end: AbortSignal): void {
  const store = liveStore(end);
  const tested = signal<Tested | null>(null);
  const testing = signal(false);
  const noticesDenied = signal(false);

  const test = async (port: number) => {
    if (testing.value) return;
    testing.value = true;
    tested.value = await testConnection(port);
    testing.value = false;
  };
  const setNotifications = async (wanted: boolean) => {
    const notifications = wanted && (await askForNotices());
    noticesDenied.value = wanted && !notifications;
    await saveSettings({ notifications });
  };

  const dispose = effect(() => {
    if (store.value === null) return;
    const { settings } = store.value;
    const view = (
      <Options
        settings={settings}
        tested={tested.value}
        testing={testing.value}
        noticesDenied={noticesDenied.value}
        onChange={(change) => void saveSettings(change)}
        onNotifications={(wanted) => void setNotifications(wanted)}
        onTest={() => void test(settings.port)}
      />
    );
    render(view, root);
  });
  end.addEventListener('abort', dispose);
}
