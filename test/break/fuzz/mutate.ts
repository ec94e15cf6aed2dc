import type { Dice } from '../budget.ts';

/** Pieces that parsers have tripped over somewhere, some time. */
const TOKENS: readonly string[] = [
  ...[
    'null',
    'true',
    '{}',
    '[]',
    '""',
    '{"":{}}',
    '"__proto__":{"polluted":1},',
    '"constructor":1,',
    '"toString":null,',
  ],
  ...[
    '0',
    '-0',
    '-0.0',
    '1',
    '1.0',
    '100',
    '1e999',
    '-1e999',
    '1e-999',
    '9007199254740993',
    '0.1e1',
    '1E+2',
    '42.0',
  ],
  ...[
    '00',
    '.5',
    '5.',
    '+1',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '85.70003930000001',
    '123456789012345678901234567890',
  ],
  ...[
    '\\u0000',
    '\\ud800',
    '\\udfff\\ud800',
    '\\u202e',
    '\u0000',
    '\u001b[2J',
    '\u2028',
    '\ufeff',
    '\r\n',
    '\n\n',
    '\t',
  ],
  ...['0000-00-00T00:00:00Z', '9999-12-31T23:59:60Z', '-271821-04-20T00:00:00Z', '2026-02-30T25:61:61+99:99'],
  ...['+275760-09-13T00:00:00.000Z', '1969-12-31T23:59:59.999-12:00', '8640000000000001', '-1'],
  ...[
    '"five_hour":{"utilization":',
    '"limits":[',
    '"usage"',
    '"usage":null,',
    'd03d2d69-0000-4000-8000-000000000001',
  ],
  ...[
    '$(id)',
    '`id`',
    '%s%n',
    '../../etc/passwd',
    '%2e%2e%2f',
    '<script>',
    '{5h',
    '|',
    '}',
    '{',
    ':reset',
    '\\',
  ],
  ...['data: ', 'id: ', 'event: ', 'data:{"a":1}\n\n', 'ID=', '[Profile0]', 'Path=/', '^userContextId=1&'],
];

/** A changed copy of bytes: a few small changes, of the kind that a broken or a hostile writer makes. */
export function mutate(input: Buffer, dice: Dice, others: readonly Buffer[]): Buffer {
  let bytes = input;
  for (let change = 0; change <= dice.below(4); change += 1) bytes = mutateOnce(bytes, dice, others);
  return bytes;
}

function mutateOnce(bytes: Buffer, dice: Dice, others: readonly Buffer[]): Buffer {
  const at = dice.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + dice.below(dice.chance(0.2) ? 400 : 12));
  const put = (piece: Buffer | string, behind = at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(piece as string), bytes.subarray(behind)]);
  switch (dice.below(11)) {
    case 0:
      return flipped(bytes, at, dice);
    case 1:
      return put('', end);
    case 2:
      return put(bytes.subarray(at, end));
    case 3:
      return put(dice.pick(TOKENS));
    case 4:
      return put(dice.pick(TOKENS), end);
    case 5:
      return put(Buffer.from([dice.below(256), dice.below(256)]), end);
    case 6:
      return spliced(bytes, at, dice.pick(others), dice);
    case 7:
      return bytes.subarray(0, at);
    case 8:
      return repeated(bytes, { at, end }, dice);
    default:
      return withOddValue(bytes, dice);
  }
}

function flipped(bytes: Buffer, at: number, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8));
  return copy;
}

function spliced(bytes: Buffer, at: number, other: Buffer, dice: Dice): Buffer {
  return Buffer.concat([bytes.subarray(0, at), other.subarray(dice.below(other.length + 1))]);
}

/** Many of the same: deep nesting, long lists, long texts. */
function repeated(bytes: Buffer, { at, end }: { at: number; end: number }, dice: Dice): Buffer {
  const piece = dice.chance(0.5)
    ? Buffer.from(dice.pick(['[', '{"a":', '[[', 'x', '\\', '"', '0', ' ']))
    : bytes.subarray(at, end);
  const times = dice.chance(0.03) ? 60_000 : dice.below(300);
  const most = Math.floor(400_000 / Math.max(1, piece.length));
  const run = Buffer.alloc(piece.length * Math.min(times, most), piece.length === 0 ? 0 : piece);
  return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
}

/** One number, text or literal of JSON replaced by another value: the text stays JSON, its meaning turns odd. */
function withOddValue(bytes: Buffer, dice: Dice): Buffer {
  const text = bytes.toString('latin1');
  const values = [
    ...text.matchAll(
      /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\]|\\.){0,200}"(?!\s*:)|\bnull\b|\btrue\b|\bfalse\b/g,
    ),
  ];
  if (values.length === 0) return bytes;
  const { index, 0: found } = dice.pick(values);
  const value = dice.chance(0.01) ? nested(dice) : dice.pick(ODD_VALUES);
  return Buffer.from(text.slice(0, index) + value + text.slice(index + found.length), 'latin1');
}

const ODD_VALUES: readonly string[] = [
  ...[
    '0',
    '-0',
    '0.0',
    '1',
    '-1',
    '0.42',
    '1e999',
    '-1e999',
    '1e308',
    '5e-324',
    '9007199254740993',
    '1e21',
    '42.0',
    '100.0',
  ],
  ...[
    'null',
    'true',
    'false',
    '""',
    '"x"',
    '" "',
    '{}',
    '[]',
    '[[]]',
    '{"a":[{"b":null}]}',
    '"\\ud800"',
    '"\\u0000"',
    '"\\n"',
  ],
  ...[
    '"42"',
    '"NaN"',
    '"1e3"',
    '"2026-11-22T10:00:00Z"',
    '"+275760-09-13T00:00:00Z"',
    '"2026-13-45T99:99:99Z"',
    '"0"',
  ],
];

/** Sound JSON that is deeper than any stack. */
function nested(dice: Dice): string {
  const depth = dice.pick([63, 64, 65, 1_000, 60_000]);
  return dice.chance(0.5)
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

/** JSON of any shape, from the words that our readers know: what grammars find that flipped bits do not. */
export function grownJson(dice: Dice, keys: readonly string[], depth = 0): string {
  const kind = dice.below(depth > 4 ? 4 : 7);
  if (dice.chance(0.003)) return nested(dice);
  if (kind < 4) return dice.pick(ODD_VALUES);
  const size = dice.below(5);
  const inner = () => grownJson(dice, keys, depth + 1);
  if (kind === 4) return `[${Array.from({ length: size }, inner).join(',')}]`;
  const members = Array.from({ length: size }, () => `${JSON.stringify(dice.pick(keys))}:${inner()}`);
  return `{${members.join(',')}}`;
}
