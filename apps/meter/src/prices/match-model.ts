/**
 * The names under which a model may stand in the price table, most exact first: as it is, then without what does not
 * change the price: a provider in front, a context window in brackets, Bedrock's version, a date.
 */
export function priceNames(model: string): string[] {
  const names = [model];
  for (const shorten of SHORTENINGS) {
    const shorter = shorten(names.at(-1) as string);
    if (shorter !== names.at(-1) && shorter !== '') names.push(shorter);
  }
  return names;
}

const SHORTENINGS: readonly ((model: string) => string)[] = [
  // claude-opus-4-6[1m]
  (model) => model.replace(/\[\d+[km]\]$/i, ''),
  // openrouter/anthropic/claude-opus-5, us.anthropic.claude-opus-5
  (model) => model.slice(model.lastIndexOf('/') + 1).replace(/^(?:[a-z-]+\.)?anthropic\./, ''),
  // claude-opus-4-5-20251101-v1:0
  (model) => model.replace(/(?:-v\d+)?:\d+$/, ''),
  // claude-opus-4-5-20251101, claude-opus-4-5@20251101
  (model) => model.replace(/[-@]\d{8}$/, ''),
];
