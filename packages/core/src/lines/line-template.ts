/**
 * The template language of every line: prompts, status bars, panels. Whole grammar:
 *
 *     template  = { text | "{" field "}" }
 *     field     = name [":" aspect]                             its value, coloured by its band
 *               | name [":" aspect] [test] "?" template ["|" template]   one or the other
 *               | name "!" template                              the template in the colour of that limit
 *     test      = (">=" | "<=" | ">" | "<") number              without one: whether the value is known
 *     text      = any characters; "\" before { } | \ takes them as they are
 */
export type LineNode =
  | { kind: 'text'; text: string }
  | { kind: 'value'; field: LineField }
  | {
      kind: 'choice';
      field: LineField;
      test: LineTest | null;
      yes: readonly LineNode[];
      no: readonly LineNode[];
    }
  | { kind: 'tone'; field: LineField; inside: readonly LineNode[] };

export interface LineField {
  name: string;
  /** '' is the value itself. */
  aspect: string;
}

export interface LineTest {
  operator: '>=' | '<=' | '>' | '<';
  number: number;
}

/** A template that was read. `fillLine` puts values in. */
export interface LineTemplate {
  nodes: readonly LineNode[];
}

export type ParsedTemplate =
  | { ok: true; template: LineTemplate }
  /** `at`: index of the character where it went wrong. */
  | { ok: false; at: number; error: string };

/** Whether a field may stand in a template; null, or a sentence why not. */
export type FieldCheck = (field: LineField) => string | null;

/** Longest template, UTF-16 units. A line is one line. */
export const MAX_TEMPLATE_LENGTH = 2000;
/** Choices inside choices. */
const MAX_DEPTH = 16;
const HEAD = /([a-z0-9][\w.-]*)(?::([a-z]+))?(?:(>=|<=|>|<)(\d{1,6}(?:\.\d{1,6})?))?/y;

/** Reads a template once, so that filling it cannot fail. */
export function parseLineTemplate(text: string, checkField: FieldCheck): ParsedTemplate {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    const error = `The template is longer than ${MAX_TEMPLATE_LENGTH} characters.`;
    return { ok: false, at: MAX_TEMPLATE_LENGTH, error };
  }
  const reader: Reader = { text, at: 0, checkField };
  try {
    const nodes = readNodes(reader, 0);
    // Only a brace or bar that closes nothing ends the outermost level early.
    if (reader.at < text.length) {
      const found = quoted(text[reader.at] ?? '');
      throw new Mistake(reader.at, `${found} closes nothing; write "\\" before it to show it`);
    }
    return { ok: true, template: { nodes } };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, at: error.at, error: `${error.message}, ${placeOf(text, error.at)}.` };
  }
}

interface Reader {
  text: string;
  at: number;
  checkField: FieldCheck;
}

/** What ends the reading from any depth; never leaves this file. */
class Mistake extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Reads up to the end, or to the `}` or `|` that ends the choice around it. */
function readNodes(reader: Reader, depth: number): LineNode[] {
  const nodes: LineNode[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') nodes.push({ kind: 'text', text });
    text = '';
  };
  while (reader.at < reader.text.length) {
    const character = reader.text[reader.at] ?? '';
    if (character === '}' || (character === '|' && depth > 0)) break;
    if (character === '\\') {
      const next = reader.text[reader.at + 1] ?? '';
      const escapes = next !== '' && '{}|\\'.includes(next);
      text += escapes ? next : character;
      reader.at += escapes ? 2 : 1;
    } else if (character === '{') {
      flush();
      nodes.push(readField(reader, depth));
    } else {
      text += character;
      reader.at += 1;
    }
  }
  flush();
  return nodes;
}

function readField(reader: Reader, depth: number): LineNode {
  const opened = reader.at;
  if (depth >= MAX_DEPTH) throw new Mistake(opened, `More than ${MAX_DEPTH} choices inside each other`);
  HEAD.lastIndex = opened + 1;
  const match = HEAD.exec(reader.text);
  if (match === null) throw new Mistake(opened + 1, 'A field begins with a letter or digit, like {5h}');
  const [whole, name = '', aspect = '', operator, number] = match;
  const field: LineField = { name, aspect };
  const wrong = reader.checkField(field);
  if (wrong !== null) throw new Mistake(opened + 1, wrong);
  reader.at = opened + 1 + whole.length;
  const test =
    operator === undefined ? null : { operator: operator as LineTest['operator'], number: Number(number) };
  const next = take(reader);
  if (next === '}' && test === null) return { kind: 'value', field };
  if (next === '!' && test === null) {
    const inside = readNodes(reader, depth + 1);
    close(reader, opened);
    return { kind: 'tone', field, inside };
  }
  if (next === '?') return readChoice(reader, { field, test, depth, opened });
  const after = test === null ? '"}", "?" or "!"' : '"?"';
  const found = next === '' ? 'the end' : quoted(next);
  throw new Mistake(Math.min(reader.at - 1, reader.text.length), `Expected ${after}, found ${found}`);
}

function readChoice(
  reader: Reader,
  head: { field: LineField; test: LineTest | null; depth: number; opened: number },
): LineNode {
  const yes = readNodes(reader, head.depth + 1);
  let no: LineNode[] = [];
  if (reader.text[reader.at] === '|') {
    reader.at += 1;
    no = readNodes(reader, head.depth + 1);
  }
  close(reader, head.opened);
  return { kind: 'choice', field: head.field, test: head.test, yes, no };
}

function close(reader: Reader, opened: number): void {
  if (take(reader) === '}') return;
  throw new Mistake(opened, 'This "{" is never closed, or has more than one "|"');
}

function take(reader: Reader): string {
  const character = reader.text[reader.at] ?? '';
  reader.at += 1;
  return character;
}

/** `at character 4: "5h {5x} …"`. */
function placeOf(text: string, at: number): string {
  const from = Math.max(0, at - 12);
  const cut = text.slice(from, at + 20);
  return `at character ${at + 1}: ${quoted(`${from > 0 ? '…' : ''}${cut}${at + 20 < text.length ? '…' : ''}`)}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Prints a template so that reading it gives the same one. */
export function printLineTemplate(template: LineTemplate): string {
  return printNodes(template.nodes);
}

function printNodes(nodes: readonly LineNode[]): string {
  return nodes.map(printNode).join('');
}

function printNode(node: LineNode): string {
  if (node.kind === 'text') return node.text.replace(/[{}|\\]/g, '\\$&');
  const { name, aspect } = node.field;
  const head = aspect === '' ? name : `${name}:${aspect}`;
  if (node.kind === 'value') return `{${head}}`;
  if (node.kind === 'tone') return `{${head}!${printNodes(node.inside)}}`;
  const test = node.test === null ? '' : `${node.test.operator}${node.test.number}`;
  const no = node.no.length === 0 ? '' : `|${printNodes(node.no)}`;
  return `{${head}${test}?${printNodes(node.yes)}${no}}`;
}
