import { APP_KIT_STATICS, type Classes, type Method, need, type Thing, textThing } from './jxa-appkit.ts';

/** What a script holds in its hands: objects of AppKit, which know only their methods, and their classes. */
export interface BridgedObjects {
  /** The object as a script sees it; what is no object stays what it is. */
  bridged(value: unknown): unknown;
  /** The object behind what a script holds. */
  raw(value: unknown): unknown;
  classProxy(name: string): unknown;
}

/** `made` are the classes that the script registers itself. */
export function bridgeObjects(
  classes: Classes,
  made: ReadonlyMap<string, Record<string, Method>>,
): BridgedObjects {
  const proxies = new WeakMap<Thing, object>();
  const things = new WeakMap<object, Thing>();

  const raw = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? (things.get(value) ?? value) : value;

  function bridged(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
    const thing = value as Thing;
    const known = proxies.get(thing);
    if (known !== undefined) return known;
    const proxy = readOnly((name) =>
      name === 'js' && thing.kind === 'NSString'
        ? thing['value']
        : member(thing, classes[thing.kind] ?? made.get(thing.kind) ?? {}, name),
    );
    proxies.set(thing, proxy);
    things.set(proxy, thing);
    return proxy;
  }

  function member(self: Thing, table: Record<string, Method>, name: string): unknown {
    const found = methodOf(table, name);
    if (found === null) throw new Error(`${self.kind} has no ${JSON.stringify(name)}.`);
    const { method, count } = found;
    if (count === 0) return bridged(method(self));
    return (...args: unknown[]) => {
      if (count >= 0 && args.length !== count)
        throw new Error(`${name} takes ${count} arguments, not ${args.length}.`);
      if (args.includes(null) || args.includes(undefined))
        throw new Error(`${name}: null becomes an NSNull.`);
      return bridged(method(self, ...(args.map(raw) as never[])));
    };
  }

  function classProxy(name: string): unknown {
    return readOnly((asked) =>
      asked === 'alloc'
        ? readOnly((init) => allocated(name, init))
        : member({ kind: name }, APP_KIT_STATICS[name] ?? {}, asked),
    );
  }

  /** `$.NSMenu.alloc.init…`: an object comes with its initialiser. */
  function allocated(name: string, init: string): unknown {
    const thing: Thing = { kind: name };
    if (init === 'init') {
      if (name === 'NSMutableArray') thing['list'] = [];
      return bridged(thing);
    }
    if (name === 'NSString' && init === 'initWithDataEncoding') {
      return (data: unknown, encoding: number) => {
        const { value } = need(raw(data), 'NSData');
        if (encoding !== 5 || /[^\0-\u007f]/.test(String(value))) throw new Error('Input is ASCII.');
        return bridged(textThing(String(value)));
      };
    }
    return member(thing, classes[name] ?? {}, init);
  }

  return { bridged, raw, classProxy };
}

/** An object of which every name is looked up, and none can be set. */
function readOnly(look: (name: string) => unknown): object {
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) => (typeof name === 'symbol' ? undefined : look(name)),
    set() {
      throw new Error('Properties are set through their setters.');
    },
  });
}

function methodOf(table: Record<string, Method>, name: string): { method: Method; count: number } | null {
  for (const [key, method] of Object.entries(table)) {
    const [, plain, count] = /^(.*)_(\d|fn)$/.exec(key) ?? [];
    if (plain === name) return { method, count: count === 'fn' ? -1 : Number(count) };
  }
  return null;
}
