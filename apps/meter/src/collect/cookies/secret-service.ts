import { Concealed } from './concealed.ts';
import type { KeyAnswer } from './key-source.ts';
import type { SessionBus } from './session-bus.ts';

const NAME = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const SERVICE = { destination: NAME, path: ROOT, interface: 'org.freedesktop.Secret.Service' };
/** Schemas under which Chromium has kept its password, the present one first. */
const SCHEMAS = ['chrome_libsecret_os_crypt_password_v2', 'chrome_libsecret_os_crypt_password_v1'] as const;
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
    for (const schema of SCHEMAS) {
      const [open, locked] = await search(bus, { application, 'xdg:schema': schema });
      unlocked.push(...open);
      anyLocked ||= locked.length > 0;
    }
  }
  const secrets = unlocked.length === 0 ? [] : await readSecrets(bus, unlocked);
  if (secrets.length > 0) return { kind: 'found', store, secrets };
  return { kind: anyLocked ? 'locked' : 'missing', store };
}

async function search(bus: SessionBus, attributes: Record<string, string>): Promise<[string[], string[]]> {
  const [open, locked] = await bus.call({
    ...SERVICE,
    member: 'SearchItems',
    signature: 'a{ss}',
    body: [attributes],
  });
  return [strings(open), strings(locked)];
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
      const secret: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, item) : null;
      // (session, parameters, value, content type)
      const value: unknown = Array.isArray(secret) ? secret[2] : null;
      return value instanceof Uint8Array && value.length > 0 ? [new Concealed(Buffer.from(value))] : [];
    });
  } finally {
    const close = {
      destination: NAME,
      path: session,
      interface: 'org.freedesktop.Secret.Session',
      member: 'Close',
    };
    // The service drops the session with the connection anyway.
    await bus.call(close).catch(() => {});
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
