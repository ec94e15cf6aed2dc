/** Numbers for rows: the same row has the same number for as long as the meter runs. */
export function createRowIds(): { of(name: string): number; name(id: number): string | null } {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    of(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      names.push(name);
      numbers.set(name, names.length);
      return names.length;
    },
    name: (id) => names[id - 1] ?? null,
  };
}
