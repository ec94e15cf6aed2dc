import { browser } from 'wxt/browser';

/** The one alarm of the extension. */
export const POLL_ALARM = 'poll';

/**
 * Makes sure that the alarm runs at the wanted pace. Called at every start of the worker: an alarm can be lost with
 * an update, a crash or a switched-off extension, and nothing else would ever wake the worker again.
 */
export async function armAlarm(cadenceMs: number): Promise<void> {
  const periodInMinutes = cadenceMs / 60_000;
  const alarm = await browser.alarms.get(POLL_ALARM);
  if (alarm !== undefined && alarm.periodInMinutes === periodInMinutes) return;
  await browser.alarms.create(POLL_ALARM, { periodInMinutes, delayInMinutes: periodInMinutes });
}
