import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { misfit, type Shape } from './shape.ts';
import { snapshotsSchema } from './snapshot-schema.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'docs', 'snapshot.schema.json');

/** As much of a validator as these schemas need. */
function fits(value: unknown, schema: JsonSchema): boolean {
  if (schema.anyOf !== undefined && !schema.anyOf.some((one) => fits(value, one))) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) return false;
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (schema.type !== undefined && ![schema.type].flat().includes(kind)) return false;
  if (kind === 'array' && schema.items !== undefined) {
    const { items } = schema;
    return (value as unknown[]).every((one) => fits(one, items));
  }
  if (kind !== 'object' || schema.properties === undefined) return true;
  const fields = value as Record<string, unknown>;
  return (
    (schema.required ?? []).every((key) => Object.hasOwn(fields, key)) &&
    Object.entries(schema.properties).every(
      ([key, one]) => !Object.hasOwn(fields, key) || fits(fields[key], one),
    )
  );
}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Shape>('string', 'number', 'boolean', { oneOf: ['a', 'b'] }),
    tie('shape').map((nullable): Shape => ({ nullable })),
    tie('shape').map((arrayOf): Shape => ({ arrayOf })),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'c'), tie('shape'), { minKeys: 1 })
      .map((object): Shape => ({ object })),
  ),
}));

/** A value that is near enough to a shape to fit it often. */
function valueLike(one: Shape): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(null, 'a', 1, true, [], {});
  if (one === 'string') return fc.oneof(fc.constant('x'), odd);
  if (one === 'number') return fc.oneof(fc.constant(1.5), odd);
  if (one === 'boolean') return fc.oneof(fc.boolean(), odd);
  if ('nullable' in one) return fc.oneof(fc.constant(null), valueLike(one.nullable));
  if ('oneOf' in one) return fc.oneof(fc.constantFrom(...one.oneOf), odd);
  if ('arrayOf' in one) return fc.oneof(fc.array(valueLike(one.arrayOf), { maxLength: 2 }), odd);
  const fields = Object.entries(one.object).map(([key, inner]) => [key, valueLike(inner)] as const);
  return fc.oneof(
    { arbitrary: fc.record(Object.fromEntries(fields)), weight: 4 },
    { arbitrary: odd, weight: 1 },
  );
}

describe('the schema of a snapshot', () => {
  it('is the file in docs: a change there is a change of what others rely on', async () => {
    await expect(`${JSON.stringify(snapshotsSchema(), null, 2)}\n`).toMatchFileSnapshot(FILE);
  });

  it('takes exactly what the check of the client takes', () => {
    const pair = shape.chain((one) => fc.tuple(fc.constant(one), valueLike(one)));
    fc.assert(
      fc.property(pair, ([one, value]) => {
        expect(fits(value, jsonSchemaOf(one))).toBe(misfit(value, one) === null);
      }),
      { numRuns: 1000 },
    );
  });
});
