/**
 * What a value from another process must look like. A tenth of a schema library: it stands in the extension's worker,
 * where every byte is loaded again each minute.
 */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | { nullable: Shape }
  | { arrayOf: Shape }
  | { oneOf: readonly string[] }
  | { object: Readonly<Record<string, Shape>> };

/** Where a value first differs from a shape, as a path with what was expected; null when it fits. More keys are fine. */
export function misfit(value: unknown, shape: Shape, path = ''): string | null {
  if (typeof shape === 'string') {
    const fits = typeof value === shape && (shape !== 'number' || Number.isFinite(value));
    return fits ? null : `${path} is no ${shape}`;
  }
  if ('nullable' in shape) return value === null ? null : misfit(value, shape.nullable, path);
  if ('oneOf' in shape) {
    return shape.oneOf.includes(value as string) ? null : `${path} is none of ${shape.oneOf.join(', ')}`;
  }
  const parts = partsOf(value, shape);
  if (parts === null) return `${path} is no ${'arrayOf' in shape ? 'array' : 'object'}`;
  for (const [step, part, its] of parts) {
    const found = misfit(part, its, path + step);
    if (found !== null) return found;
  }
  return null;
}

/** What an array or an object is made of: the step to it, the value, and its shape. Null when it is neither. */
function partsOf(
  value: unknown,
  shape: { arrayOf: Shape } | { object: Readonly<Record<string, Shape>> },
): (readonly [string, unknown, Shape])[] | null {
  if ('arrayOf' in shape) {
    return Array.isArray(value) ? value.map((one, index) => [`[${index}]`, one, shape.arrayOf]) : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  return Object.entries(shape.object).map(([key, one]) => [`.${key}`, fields[key], one]);
}
