import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLineField, LINE_FIELDS } from './line-fields.ts';
import { type LineNode, parseLineTemplate, printLineTemplate } from './line-template.ts';

const parse = (text: string) => parseLineTemplate(text, checkLineField);
const FIELD = { name: '5h', aspect: '' };

describe('parseLineTemplate', () => {
  it.each<[string, LineNode[]]>([
    ['', []],
    ['claude', [{ kind: 'text', text: 'claude' }]],
    ['{5h}', [{ kind: 'value', field: FIELD }]],
    ['{7d:reset}', [{ kind: 'value', field: { name: '7d', aspect: 'reset' } }]],
    ['a|b', [{ kind: 'text', text: 'a|b' }]],
    ['\\{5h\\} \\| \\\\ \\n', [{ kind: 'text', text: '{5h} | \\ \\n' }]],
    [
      '{5h?a|b}',
      [
        {
          kind: 'choice',
          field: FIELD,
          test: null,
          yes: [{ kind: 'text', text: 'a' }],
          no: [{ kind: 'text', text: 'b' }],
        },
      ],
    ],
    [
      '{5h>=92.5?{5h}}',
      [
        {
          kind: 'choice',
          field: FIELD,
          test: { operator: '>=', number: 92.5 },
          yes: [{ kind: 'value', field: FIELD }],
          no: [],
        },
      ],
    ],
    ['{5h!hot}', [{ kind: 'tone', field: FIELD, inside: [{ kind: 'text', text: 'hot' }] }]],
  ])('reads %j', (text, nodes) => {
    expect(parse(text)).toEqual({ ok: true, template: { nodes } });
  });

  it.each<[string, number, RegExp]>([
    ['5h {5x}', 4, /There is no field "5x", at character 5: "5h {5x}"/],
    ['{5h:rest}', 1, /A limit has no "rest"; it has left, number/],
    ['{plan:reset}', 1, /"plan" is no limit/],
    ['{}', 1, /begins with a letter or digit/],
    ['{5h', 3, /Expected "}", "\?" or "!", found the end/],
    ['{5h?a', 0, /never closed/],
    ['{5h?a|b|c}', 0, /never closed, or has more than one "\|"/],
    ['{5h>=90}', 7, /Expected "\?", found "}"/],
    ['a}', 1, /"}" closes nothing; write "\\" before it to show it/],
    ['{5h?'.repeat(17), 64, /More than 16 choices inside each other/],
    ['x'.repeat(2001), 2000, /longer than 2000 characters/],
  ])('refuses %j and says where and why', (text, at, error) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ ok: false, at });
    expect(parsed.ok ? '' : parsed.error).toMatch(error);
  });

  it('answers every text, and quotes the place when it refuses', () => {
    const pieces = fc.constantFrom('{', '}', '|', '?', '!', '\\', ':', '>=', '5h', 'reset', 'x', ' ', '9');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const parsed = parse(text);
        if (parsed.ok) expect(parse(printLineTemplate(parsed.template))).toEqual(parsed);
        else expect(parsed.at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('reads back what it prints', () => {
    const field = fc.constantFrom(
      ...LINE_FIELDS.map(([name]) => ({ name: name.replace('NAME', 'fable'), aspect: '' })),
      { name: '7d', aspect: 'reset' },
    );
    const text = fc.record({ kind: fc.constant('text' as const), text: fc.string({ minLength: 1 }) });
    const node = fc.letrec<{ node: LineNode }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text,
        fc.record({ kind: fc.constant('value' as const), field }),
        fc.record({
          kind: fc.constant('choice' as const),
          field,
          test: fc.option(
            fc.record({
              operator: fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const),
              number: fc.nat(1000),
            }),
          ),
          yes: fc.array(tie('node'), { maxLength: 2 }),
          no: fc.array(tie('node'), { maxLength: 2 }),
        }),
        fc.record({
          kind: fc.constant('tone' as const),
          field,
          inside: fc.array(tie('node'), { maxLength: 2 }),
        }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), (nodes) => {
        const printed = printLineTemplate({ nodes });
        const parsed = parse(printed);
        if (!parsed.ok) return; // Deeper or longer than a template may be.
        expect(printLineTemplate(parsed.template)).toBe(printed);
      }),
    );
  });
});
