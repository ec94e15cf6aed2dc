/**
 * Splits a whole number in proportion to weights, so that the parts add up to it exactly: each gets its share rounded
 * down, and what is left goes one by one to those that lost most by it. Of equals the heavier first, then the earlier:
 * who lists equals in the same order gets the same parts.
 *
 * @param total whole, not negative
 * @param weights not negative; with all of them 0 everything goes to the first
 */
export function shareExactly(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (weights.length === 0) return [];
  if (!(sum > 0)) return weights.map((_, place) => (place === 0 ? total : 0));
  const exact = weights.map((weight) => Math.min(total, total * (weight / sum)));
  const parts = exact.map(Math.floor);
  let left = total - parts.reduce((a, b) => a + b, 0);
  const order = exact
    .map((share, place) => ({ place, lost: share - (parts[place] as number), share }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.lost - a.lost || b.share - a.share || a.place - b.place);
  for (let next = 0; left > 0; next = (next + 1) % order.length) {
    const place = order[next]?.place ?? 0;
    parts[place] = (parts[place] as number) + 1;
    left -= 1;
  }
  // Dust of binary fractions: so many parts that their sum came out a little above.
  for (let next = 0; left < 0; next = (next + 1) % order.length) {
    const place = order[order.length - 1 - next]?.place ?? 0;
    if ((parts[place] as number) === 0) continue;
    parts[place] = (parts[place] as number) - 1;
    left += 1;
  }
  return parts;
}
