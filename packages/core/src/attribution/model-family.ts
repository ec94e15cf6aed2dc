/**
 * The family of a model of claude.ai: `opus` of `claude-opus-4-5-20251101`, `haiku` of `claude-3-5-haiku`. Null for
 * models that no limit of claude.ai counts: those of other makers, and Claude by way of another provider (a gateway,
 * Bedrock, Vertex), which writes its own name into the model's.
 */
export function modelFamily(model: string | null): string | null {
  if (model === null || !/^claude-[a-z0-9.-]+(\[\d+[km]\])?$/i.test(model)) return null;
  const words = model.toLowerCase().split(/[-[]/).slice(1);
  return words.find((word) => /^[a-z]{3,}$/.test(word)) ?? null;
}

/**
 * Whose requests a limit counts: of every family (`all`), of one, or unknown, because it is scoped to something that no
 * request tells of itself (a client, a surface).
 *
 * @param families those that there is any work of
 */
export function countedFamily(
  limit: { kind: string; id: string; label: string },
  families: readonly string[],
): 'all' | 'unknown' | { family: string } {
  if (limit.kind !== 'scoped') return 'all';
  const words = `${limit.id} ${limit.label}`.toLowerCase().split(/[^a-z]+/);
  const named = [...new Set([...KNOWN_FAMILIES, ...families])].find((family) => words.includes(family));
  return named === undefined ? 'unknown' : { family: named };
}

/** Families that a limit may name though there is no work of them. */
const KNOWN_FAMILIES = ['opus', 'sonnet', 'haiku', 'fable', 'mythos'];
