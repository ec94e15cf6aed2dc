import type { Snapshot } from '@claude-meter/core';
import { follow } from '@claude-meter/wire';

/** Something heard of the meter; `snapshots` is null when only the connection changed. */
export interface Heard {
  online: boolean;
  snapshots: readonly Snapshot[] | null;
}

const NAME = 'claude-meter-stream';
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [500, 10_000];

type Message = Heard | 'who is there?';

/**
 * Follows the event stream once for all open pages of this browser: it lets only six connections through to one place,
 * and each stream holds one. The page that got the lock follows and tells the others; when it goes, the next one does.
 */
export function shareStream(base: string, hear: (heard: Heard) => void, end: AbortSignal): void {
  const channel = new BroadcastChannel(NAME);
  let leading: Heard | null = null;
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data !== 'who is there?') hear(data);
    else if (leading !== null) channel.postMessage(leading);
  };
  channel.postMessage('who is there?' satisfies Message);
  end.addEventListener('abort', () => channel.close(), { once: true });
  const tell = (heard: Heard) => {
    leading = { online: heard.online, snapshots: heard.snapshots ?? leading?.snapshots ?? null };
    hear(heard);
    if (!end.aborted) channel.postMessage(heard);
  };
  const lead = () => followForever(base, tell, end);
  // Rejected when the page is left while it waits for its turn.
  void navigator.locks.request(NAME, { signal: end }, lead).catch(() => undefined);
}

async function followForever(base: string, tell: (heard: Heard) => void, end: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT_MS;
  let lastEventId: string | null = null;
  while (!end.aborted) {
    try {
      const from: { lastEventId?: string } = lastEventId === null ? {} : { lastEventId };
      for await (const { id, snapshots } of follow({ base, signal: end, ...from })) {
        lastEventId = id;
        wait = FIRST_WAIT_MS;
        tell({ online: true, snapshots });
      }
    } catch {
      // Told below, whether the stream broke or the meter is not there.
    }
    if (end.aborted) return;
    // A meter that came back need not have anything new to say.
    const online = await answers(base, end);
    tell({ online, snapshots: null });
    if (online) continue;
    await pause(wait, end);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

function answers(base: string, end: AbortSignal): Promise<boolean> {
  return fetch(`${base}/healthz`, { signal: end }).then(
    (response) => response.ok,
    () => false,
  );
}

/** Waits, but not longer than until the person looks again or the network is back. */
function pause(ms: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const wake = () => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(wake, ms);
    const { signal } = done;
    globalThis.addEventListener('online', wake, { signal });
    document.addEventListener('visibilitychange', wake, { signal });
    end.addEventListener('abort', wake, { signal });
  });
}
