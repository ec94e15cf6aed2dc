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

/** Collects chunks of an event stream into events, whatever the chunk borders are. */
export function eventReader(): (chunk: string) => StreamEvent[] {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
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
