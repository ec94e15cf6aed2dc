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
  if ('arrayOf' in shape) {
    if (!Array.isArray(value)) return `${path} is no array`;
    return first(value.map((one, index) => () => misfit(one, shape.arrayOf, `${path}[${index}]`)));
  }
  if (typeof value !== 'object' || value === null) return `${path} is no object`;
  const fields = value as Record<string, unknown>;
  return first(
    Object.entries(shape.object).map(
      ([key, one]) =>
        () =>
          misfit(fields[key], one, `${path}.${key}`),
    ),
  );
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const found = check();
    if (found !== null) return found;
  }
  return null;
}
