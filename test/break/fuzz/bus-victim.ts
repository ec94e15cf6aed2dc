import { withSessionBus } from '../../../apps/meter/src/collect/cookies/session-bus.ts';
import { connectBus } from '../../../apps/meter/src/dbus/bus.ts';

// Connects to a bus that is none, again and again, as the tray and the key stores do. Ends with the number of talks
// on standard output; anything that is thrown past them ends it otherwise.
const [address = '', seconds = '1'] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1000;
/** A talk that is not answered waits for its limit: meanwhile others go on. */
const AT_ONCE = 16;
let talks = 0;
let refused = 0;

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() < end) {
      await talkAsTray();
      await talkAsKeyStore();
      talks += 2;
    }
  }),
);
process.stdout.write(JSON.stringify({ talks, refused }));

async function talkAsTray(): Promise<void> {
  const hangUp = new AbortController();
  const late = setTimeout(() => hangUp.abort(), 150);
  try {
    const bus = await connectBus(address, { signal: hangUp.signal, limitMs: 100, answer: () => null });
    await bus.call({ destination: 'org.freedesktop.DBus', path: '/', interface: 'a.b', member: 'GetId' });
  } catch {
    refused += 1;
  }
  hangUp.abort();
  clearTimeout(late);
}

async function talkAsKeyStore(): Promise<void> {
  const talk = await withSessionBus(address, (bus) => bus.hasOwner('org.freedesktop.secrets'), {
    limitMs: 100,
  });
  if (talk.kind !== 'done') refused += 1;
}
