import type { Ffi, Native, NativeLibrary, Pointer } from './ffi.ts';
import { guarded } from './guarded.ts';
import { SELECTORS, type Selector, signatureOf } from './mac-selectors.ts';

/** Where the libraries lie. Other paths are for tests. */
export interface MacLibraries {
  objc: string;
  appKit: string;
  coreFoundation: string;
}

export const MAC_LIBRARIES: MacLibraries = {
  objc: '/usr/lib/libobjc.A.dylib',
  appKit: '/System/Library/Frameworks/AppKit.framework/AppKit',
  coreFoundation: '/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation',
};

/** Messages to objects. */
export interface ObjectiveC {
  classNamed(name: string): Pointer;
  send(to: Pointer, selector: Selector, ...args: unknown[]): unknown;
  /** `send` for methods that answer with an object. */
  object(to: Pointer, selector: Selector, ...args: unknown[]): Pointer;
  selector(name: string): Pointer;
  /** An NSString, autoreleased. */
  text(value: string): Pointer;
  readText(string: Pointer): string;
  /** Makes a class with methods that take the sender, and an instance of it that is never released. */
  target(name: string, methods: Readonly<Record<string, (sender: Pointer) => void>>): Pointer;
  /** Runs `work` with a pool of its own; what it autoreleases is gone afterwards. */
  pooled<T>(work: () => T): T;
  /** The text constant behind a name of AppKit; the name's usual value where it cannot be read. */
  constant(name: string, usual: string): Pointer;
}

export function openObjectiveC(ffi: Ffi, paths: MacLibraries): ObjectiveC {
  const objc = ffi.load(paths.objc);
  // Before any class is asked for: the classes come with the framework.
  const appKit = ffi.load(paths.appKit);
  const getClass = objc.fn('objc_getClass', 'pointer', ['string']);
  const pushPool = objc.fn('objc_autoreleasePoolPush', 'pointer', []);
  const popPool = objc.fn('objc_autoreleasePoolPop', 'void', ['pointer']);
  const selectors = cachedSelectors(objc);
  const shapes = cachedShapes(objc);

  const send: ObjectiveC['send'] = (to, selector, ...args) =>
    shapes(SELECTORS[selector])(to, selectors(selector), ...args);
  const object: ObjectiveC['object'] = (to, selector, ...args) => send(to, selector, ...args) as Pointer;
  const classNamed: ObjectiveC['classNamed'] = (name) => {
    const found = getClass(name) as Pointer;
    if (found === null) throw new Error(`There is no class ${JSON.stringify(name)}.`);
    return found;
  };
  const text: ObjectiveC['text'] = (value) =>
    object(classNamed('NSString'), 'stringWithUTF8String:', value.replaceAll('\0', ' '));

  return {
    classNamed,
    send,
    object,
    selector: selectors,
    text,
    readText: (string) => (string === null ? '' : String(send(string, 'UTF8String') ?? '')),
    target: (name, methods) => {
      const made = makeClass(ffi, objc, { name, methods, selectors, parent: classNamed('NSObject') });
      return object(object(made, 'alloc'), 'init');
    },
    pooled(work) {
      const pool = pushPool();
      try {
        return work();
      } finally {
        popPool(pool);
      }
    },
    constant: (name, usual) => appKit.variable(name) ?? object(text(usual), 'retain'),
  };
}

function cachedSelectors(objc: NativeLibrary): (name: string) => Pointer {
  const register = objc.fn('sel_registerName', 'pointer', ['string']);
  const known = new Map<string, Pointer>();
  return (name) => {
    const selector = known.get(name) ?? (register(name) as Pointer);
    known.set(name, selector);
    return selector;
  };
}

/** `objc_msgSend` has the signature of the method it ends in: one function per type encoding. */
function cachedShapes(objc: NativeLibrary): (encoding: string) => Native {
  const known = new Map<string, Native>();
  return (encoding) => {
    const { result, args } = signatureOf(encoding);
    const shape = known.get(encoding) ?? objc.fn('objc_msgSend', result, args);
    known.set(encoding, shape);
    return shape;
  };
}

interface ClassParts {
  name: string;
  parent: Pointer;
  methods: Readonly<Record<string, (sender: Pointer) => void>>;
  selectors: (name: string) => Pointer;
}

function makeClass(ffi: Ffi, objc: NativeLibrary, { name, parent, methods, selectors }: ClassParts): Pointer {
  const allocate = objc.fn('objc_allocateClassPair', 'pointer', ['pointer', 'string', 'uint64']);
  const addMethod = objc.fn('class_addMethod', 'bool', ['pointer', 'pointer', 'pointer', 'string']);
  const register = objc.fn('objc_registerClassPair', 'void', ['pointer']);
  const made = allocate(parent, name, 0) as Pointer;
  for (const [method, work] of Object.entries(methods)) {
    const called = ffi.callback('void', ['pointer', 'pointer', 'pointer'], (_self, _selector, sender) =>
      guarded(() => work(sender as Pointer)),
    );
    addMethod(made, selectors(method), called, 'v@:@');
  }
  register(made);
  return made;
}
