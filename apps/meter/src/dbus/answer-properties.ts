import type { Answer, IncomingCall } from './bus.ts';

/** One readable property. */
export interface Property {
  signature: string;
  value: unknown;
}

const PROPERTIES = 'org.freedesktop.DBus.Properties';

export const UNKNOWN_PROPERTY = 'org.freedesktop.DBus.Error.UnknownProperty';
export const READ_ONLY_PROPERTY = 'org.freedesktop.DBus.Error.PropertyReadOnly';

/**
 * Answers `Get`, `GetAll` and `Set` of an object whose properties can be read only; null for other calls.
 *
 * @param from the interface that has the properties
 */
export function answerProperties(
  call: IncomingCall,
  from: string,
  given: {
    properties: () => Readonly<Record<string, Property>>;
    variant: (s: string, v: unknown) => unknown;
  },
): Answer | null {
  if (call.interface !== PROPERTIES) return null;
  const [asked, name] = call.body;
  if (call.member === 'Set')
    return { error: READ_ONLY_PROPERTY, text: `${JSON.stringify(name)} cannot be set.` };
  const properties = asked === from ? given.properties() : {};
  const boxed = ({ signature, value }: Property) => given.variant(signature, value);
  if (call.member === 'GetAll') {
    const all = Object.entries(properties).map(([key, property]) => [key, boxed(property)]);
    return { signature: 'a{sv}', body: [Object.fromEntries(all)] };
  }
  if (call.member !== 'Get') return null;
  const property = typeof name === 'string' ? properties[name] : undefined;
  if (property !== undefined) return { signature: 'v', body: [boxed(property)] };
  return { error: UNKNOWN_PROPERTY, text: `${String(asked)} has no property ${JSON.stringify(name)}.` };
}
