import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';

/** Words to look for; they stand in the address as `q`. */
export function FilterField({ label }: { label: string }): VNode {
  const { route, choose } = useWorld();
  return (
    <label class="db-filter">
      <span class="cm-unseen">{label}</span>
      <input
        type="search"
        placeholder={label}
        value={route.params['q'] ?? ''}
        onInput={(event) => choose({ q: event.currentTarget.value })}
      />
    </label>
  );
}

/** Whether all the words that are looked for stand in some names, whatever their case. */
export function hasWords(words: string | undefined, names: readonly (string | null)[]): boolean {
  const text = names.join('\n').toLowerCase();
  return (words ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
