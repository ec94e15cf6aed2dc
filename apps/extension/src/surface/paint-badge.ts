import { browser } from 'wxt/browser';
import { loadStore } from '../store/store.ts';
import { shownBadge } from './shown.ts';

/** Paints the toolbar button from what is stored. */
export async function paintBadge(now: number): Promise<void> {
  const badge = shownBadge(await loadStore(), now);
  await Promise.all([
    browser.action.setBadgeText({ text: badge.text }),
    browser.action.setBadgeBackgroundColor({ color: badge.colour }),
    browser.action.setBadgeTextColor({ color: '#ffffff' }),
    browser.action.setTitle({ title: badge.tooltip }),
  ]);
}
