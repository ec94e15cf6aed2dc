import type { Answer, IncomingCall } from './bus.ts';

/** Signatures of an interface, as hosts that look before they call want them described. */
export interface InterfaceDescription {
  name: string;
  /** Name to [arguments, results]. */
  methods: Readonly<Record<string, readonly [string, string]>>;
  signals: Readonly<Record<string, string>>;
  /** Name to type; all of them can be read only. */
  properties: Readonly<Record<string, string>>;
}

/** Answers `Introspect` of an object with one interface; null for other calls. */
export function answerIntrospect(call: IncomingCall, description: InterfaceDescription): Answer | null {
  if (call.interface !== 'org.freedesktop.DBus.Introspectable' || call.member !== 'Introspect') return null;
  return { signature: 's', body: [`<node>${describe(description)}</node>`] };
}

function describe({ name, methods, signals, properties }: InterfaceDescription): string {
  const members = [
    ...Object.entries(methods).map(([member, [ins, outs]]) => {
      const args = [
        ...types(ins).map((type) => arg(type, 'in')),
        ...types(outs).map((type) => arg(type, 'out')),
      ];
      return `<method name="${member}">${args.join('')}</method>`;
    }),
    ...Object.entries(signals).map(
      ([member, given]) =>
        `<signal name="${member}">${types(given)
          .map((type) => arg(type))
          .join('')}</signal>`,
    ),
    ...Object.entries(properties).map(
      ([member, type]) => `<property name="${member}" type="${type}" access="read"/>`,
    ),
  ];
  return `<interface name="${name}">${members.join('')}</interface>`;
}

function arg(type: string, direction?: 'in' | 'out'): string {
  return direction === undefined ? `<arg type="${type}"/>` : `<arg type="${type}" direction="${direction}"/>`;
}

/** The complete types that a signature is made of: `ia(iiay)s` → `i`, `a(iiay)`, `s`. */
export function types(signature: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = endOfType(signature, at);
    found.push(signature.slice(at, end));
    at = end;
  }
  return found;
}

function endOfType(signature: string, start: number): number {
  let at = start;
  while (signature[at] === 'a') at += 1;
  let depth = 0;
  do {
    if (signature[at] === '(' || signature[at] === '{') depth += 1;
    if (signature[at] === ')' || signature[at] === '}') depth -= 1;
    at += 1;
  } while (depth > 0 && at < signature.length);
  return at;
}
