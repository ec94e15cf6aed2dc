import { Concealed } from './concealed.ts';
import { field } from './json-field.ts';
import type { KeyAnswer } from './key-source.ts';
import type { SessionBus } from './session-bus.ts';

const NAME = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const SERVICE = { destination: NAME, path: ROOT, interface: 'org.freedesktop.Secret.Service' };
/** Chromium keeps its password under `…_v2` (and long ago `…_v1`); other items are not looked at. */
const SCHEMA = /^chrome_libsecret_os_crypt_password(_v\d+)?$/;
const store = 'secret_service';

/**
 * Looks for a browser's password in the Secret Service (GNOME Keyring, KeePassXC, KWallet's own). Only
 * searches and reads: a locked collection is reported as such and `Unlock`, which would ask on the
 * screen, is never called. A service that does not run is not started.
 */
export async function askSecretService(bus: SessionBus, applications: readonly string[]): Promise<KeyAnswer> {
  if (!(await bus.hasOwner(NAME))) return { kind: 'missing', store };
  const unlocked: string[] = [];
  let anyLocked = false;
  for (const application of applications) {
    const { open, locked } = await search(bus, application);
    for (const item of open) if (await isBrowserPassword(bus, item)) unlocked.push(item);
    anyLocked ||= locked.length > 0;
  }
  const secrets = unlocked.length === 0 ? [] : await readSecrets(bus, unlocked);
  if (secrets.length > 0) return { kind: 'found', store, secrets };
  return { kind: anyLocked ? 'locked' : 'missing', store };
}

/** By `application` alone: a locked GNOME Keyring does not find items by their schema. */
async function search(bus: SessionBus, application: string): Promise<{ open: string[]; locked: string[] }> {
  const [open, locked] = await bus.call({
    ...SERVICE,
    member: 'SearchItems',
    signature: 'a{ss}',
    body: [{ application }],
  });
  return { open: strings(open), locked: strings(locked) };
}

async function isBrowserPassword(bus: SessionBus, item: string): Promise<boolean> {
  const [attributes] = await bus.call({
    destination: NAME,
    path: item,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Item', 'Attributes'],
  });
  const schema = field(field(attributes, 'value'), 'xdg:schema');
  return typeof schema === 'string' && SCHEMA.test(schema);
}

async function readSecrets(bus: SessionBus, items: readonly string[]): Promise<Concealed<Buffer>[]> {
  // `plain`: the bus is a socket of this user, and what it carries never leaves memory.
  const body = ['plain', bus.variant('s', '')];
  const [, session] = await bus.call({ ...SERVICE, member: 'OpenSession', signature: 'sv', body });
  if (typeof session !== 'string') return [];
  try {
    const [found] = await bus.call({
      ...SERVICE,
      member: 'GetSecrets',
      signature: 'aoo',
      body: [items, session],
    });
    return items.flatMap((item) => {
      // (session, parameters, value, content type)
      const secret = field(found, item);
      const value: unknown = Array.isArray(secret) ? secret[2] : null;
      return value instanceof Uint8Array && value.length > 0 ? [new Concealed(Buffer.from(value))] : [];
    });
  } finally {
    // The service drops the session with the connection anyway.
    await bus
      .call({
        destination: NAME,
        path: session,
        interface: 'org.freedesktop.Secret.Session',
        member: 'Close',
      })
      .catch(() => {});
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
