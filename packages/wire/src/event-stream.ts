/** One server-sent event. */
export interface StreamEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Prints an event. Line ends inside the data can only be white space of a body, so splitting there loses nothing. */
export function printEvent(event: StreamEvent): string {
  const data = event.data.split(/\r\n|\r|\n/).map((part) => `data: ${part}\n`);
  const id = event.id === null ? '' : `id: ${event.id}\n`;
  return `${id}event: ${event.event}\n${data.join('')}\n`;
}

/** Longest event that is waited for, UTF-16 units: many times the largest state. */
const MAX_EVENT = 64 * 1024 * 1024;

/**
 * Collects chunks of an event stream into events, whatever the chunk borders are. The work grows with what comes, not
 * with how it is cut.
 *
 * @throws when an event does not end: that is no meter
 */
export function eventReader(): (chunk: string) => StreamEvent[] {
  /** Pieces of an event whose end has not come yet. */
  let pieces: string[] = [];
  let size = 0;
  return (chunk) => {
    if (chunk === '') return [];
    const closesEarlier = chunk.startsWith('\n') && pieces.at(-1)?.endsWith('\n') === true;
    pieces.push(chunk);
    size += chunk.length;
    if (!closesEarlier && !chunk.includes('\n\n')) {
      if (size <= MAX_EVENT) return [];
      throw new Error(`An event of more than ${MAX_EVENT} characters: what sends it is no meter.`);
    }
    const blocks = pieces.join('').split('\n\n');
    const rest = blocks.pop() ?? '';
    pieces = rest === '' ? [] : [rest];
    size = rest.length;
    return blocks.map(parseEvent).filter((event) => event !== null);
  };
}

function parseEvent(block: string): StreamEvent | null {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? null : { id, event, data: data.join('\n') };
}
