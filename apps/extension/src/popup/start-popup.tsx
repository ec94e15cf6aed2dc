import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { browser } from 'wxt/browser';
import { askForPoll, type Message } from '../message.ts';
import { askForAccess, mayAsk } from '../page/claude-access.ts';
import { liveClock, liveStore } from '../page/live-store.ts';
import { loadStore } from '../store/store.ts';
import { shownOf } from '../surface/shown.ts';
import { Popup } from './popup.tsx';

/** Shows the popup in `root` and keeps it up to date until `end`. */
export function startPopup(root: Element, end: AbortSignal): void {
  const store = liveStore(end);
  const now = liveClock(end);
  const busy = signal(false);
  const allowed = signal(true);
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

  const ask = async (trigger: Message['poll']) => {
    if (busy.value) return;
    busy.value = true;
    try {
      await askForPoll(trigger);
    } finally {
      busy.value = false;
    }
  };
  const check = async () => {
    allowed.value = await mayAsk();
  };
  const allow = async () => {
    if (await askForAccess()) await ask('refresh');
    await check();
  };

  const dispose = effect(() => {
    if (store.value === null) return;
    const view = (
      <Popup
        store={store.value}
        now={now.value}
        timeZone={timeZone}
        busy={busy.value}
        allowed={allowed.value}
        onRefresh={() => void ask('refresh')}
        onOptions={() => void browser.runtime.openOptionsPage()}
        onAllow={() => void allow()}
      />
    );
    render(view, root);
  });
  end.addEventListener('abort', dispose);
  void check();
  void retryWhatFailed(ask);
}

/** Who opens the popup after having signed in should not have to wait for the next minute. */
async function retryWhatFailed(ask: (trigger: Message['poll']) => Promise<void>): Promise<void> {
  const store = await loadStore();
  const failed = store.last?.problem != null || shownOf(store, Date.now()).length === 0;
  if (failed) await ask('return');
}
