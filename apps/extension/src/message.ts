import { browser } from 'wxt/browser';
import type { Trigger } from './poll/poll.ts';

/** What the popup asks of the background: a poll. */
export interface Message {
  poll: Exclude<Trigger, 'tick'>;
}

/** Asks the background to poll, and waits until that is done. */
export async function askForPoll(trigger: Message['poll']): Promise<void> {
  const message: Message = { poll: trigger };
  await browser.runtime.sendMessage(message);
}

/** Reads a message, null when it is none of ours. */
export function readMessage(message: unknown): Message | null {
  if (typeof message !== 'object' || message === null || !('poll' in message)) return null;
  return message.poll === 'refresh' || message.poll === 'return' ? { poll: message.poll } : null;
}
