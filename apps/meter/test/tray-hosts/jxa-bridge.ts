import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import {
  APP_KIT_CONSTANTS,
  appKitClasses,
  type JxaWorld,
  type Method,
  need,
  type Thing,
  textThing,
} from './jxa-appkit.ts';
import { dumpOf, findRow } from './jxa-menu.ts';
import { bridgeObjects } from './jxa-objects.ts';

/**
 * osascript's bridge to AppKit, for a script that runs nowhere else: strict where the real one crashes, hangs or
 * silently does nothing. Names that no class has, wrong numbers of arguments, `null`, calls of methods without
 * arguments (they are properties), weak references that nothing keeps, and rows of an open menu that are replaced all
 * throw.
 */
export interface JxaRun {
  /** What the script has written on its standard output, line by line. */
  said: Record<string, unknown>[];
  /** Writes on its standard input, in one piece. */
  feed(text: string): void;
  /** Ends its standard input. */
  end(): void;
  exitCode(): number | null;
  /** Opens and closes the menu, chooses a row. */
  open(): void;
  close(): void;
  click(id: string): void;
  /** The object graph, in the words of the AppKit stand-in. */
  dump(): string[];
  /** Modes in which the standard input is heard. */
  modes(): readonly string[];
}

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export function runJxa(path: string): JxaRun {
  const world: JxaWorld = {
    said: [],
    item: null,
    input: [],
    code: null,
    tracking: false,
    observer: null,
    modes: [],
  };
  const classes = appKitClasses(world);
  const made = new Map<string, Record<string, Method>>();
  const { bridged, raw, classProxy } = bridgeObjects(classes, made);

  const dollar = new Proxy(
    (value: unknown) => {
      if (typeof value !== 'string') throw new Error('Only texts are wrapped here.');
      return bridged(textThing(value));
    },
    {
      get(_target, name) {
        const asked = String(name);
        if (asked === 'NSMakeRange') return (location: number, length: number) => ({ location, length });
        if (asked === 'exit') {
          return (code: number) => {
            throw new Exit(code);
          };
        }
        const constant = APP_KIT_CONSTANTS[asked];
        if (constant !== undefined) return bridged(textThing(constant));
        if (asked in classes || made.has(asked)) return classProxy(asked);
        throw new Error(`There is no ${asked}.`);
      },
    },
  );

  const context = createContext({
    $: dollar,
    ObjC: {
      import(name: string) {
        if (name !== 'AppKit') throw new Error(`There is no framework ${name}.`);
      },
      unwrap(value: unknown) {
        return need(raw(value), 'NSString')['value'];
      },
      registerSubclass({ name, superclass, methods }: SubclassParts) {
        if (superclass !== 'NSObject') throw new Error('Another superclass.');
        for (const { types } of Object.values(methods)) {
          if (JSON.stringify(types) !== '["void",["id"]]') throw new Error('Another type.');
        }
        made.set(
          name,
          Object.fromEntries(
            Object.entries(methods).map(([key, given]) => [key, given.implementation as Method]),
          ),
        );
      },
    },
  });

  function guarded(work: () => void): void {
    if (world.code !== null) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      world.code = error.code;
    }
  }

  function call(target: unknown, selector: string, sender: Thing | null): void {
    const thing = target as Thing;
    const method = made.get(thing.kind)?.[selector];
    if (method === undefined) throw new Error(`${thing.kind} has no ${selector}.`);
    guarded(() => void (method as unknown as (sender: unknown) => void)(bridged(sender)));
  }

  const rootMenu = () => world.item?.['menu'] as Thing;
  guarded(() => void runInContext(readFileSync(path, 'utf8'), context, { filename: path }));

  return {
    said: world.said,
    feed(piece) {
      world.input.push(piece);
      call(world.observer, 'readable:', null);
    },
    end() {
      call(world.observer, 'readable:', null);
    },
    exitCode: () => world.code,
    open() {
      call(rootMenu()['delegate'], 'menuWillOpen:', rootMenu());
      world.tracking = true;
    },
    close() {
      world.tracking = false;
      call(rootMenu()['delegate'], 'menuDidClose:', rootMenu());
    },
    click(id) {
      const row = findRow(rootMenu(), id);
      call(row['target'], String(row['action']), row);
    },
    dump: () => dumpOf(world.item as Thing),
    modes: () => world.modes,
  };
}

interface SubclassParts {
  name: string;
  superclass: string;
  methods: Record<string, { types: unknown; implementation: (sender: unknown) => void }>;
}
