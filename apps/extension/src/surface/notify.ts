import { alertWords, decideAlerts } from '@claude-meter/core';
import { browser } from 'wxt/browser';
import { loadStore, saveStore } from '../store/store.ts';
import { shownOf } from './shown.ts';

/** Shows the notices that are due, once each; nothing unless the person switched them on and allowed them. */
export async function notify(now: number): Promise<void> {
  const store = await loadStore();
  if (!store.settings.notifications || browser.notifications === undefined) return;
  const { memory, alerts } = decideAlerts(store.alerted, shownOf(store, now), now);
  // First remembered, then shown: a notice that is lost is better than one that comes back with every start.
  await saveStore({ alerted: memory });
  for (const alert of alerts) {
    const { title, body } = alertWords(alert);
    await browser.notifications.create(alert.id, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icons/128.png'),
      title,
      message: body,
    });
  }
}
