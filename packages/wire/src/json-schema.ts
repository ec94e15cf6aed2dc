import type { Shape } from './shape.ts';

/** A JSON Schema, as far as shapes need one. */
export interface JsonSchema {
  type?: string | readonly string[];
  enum?: readonly (string | null)[];
  anyOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  description?: string;
}

/** A shape as JSON Schema (2020-12). More keys are fine, as they are to `misfit`. */
export function jsonSchemaOf(shape: Shape): JsonSchema {
  if (typeof shape === 'string') return { type: shape };
  if ('nullable' in shape) return orNull(jsonSchemaOf(shape.nullable));
  if ('oneOf' in shape) return { enum: shape.oneOf };
  if ('arrayOf' in shape) return { type: 'array', items: jsonSchemaOf(shape.arrayOf) };
  const entries = Object.entries(shape.object);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, one]) => [key, jsonSchemaOf(one)])),
    required: entries.map(([key]) => key),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'] };
  return schema.enum === undefined
    ? { anyOf: [schema, { type: 'null' }] }
    : { ...schema, enum: [...schema.enum, null] };
}
