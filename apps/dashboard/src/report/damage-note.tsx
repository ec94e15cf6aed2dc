import type { Report } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { damageWords } from './damage-words.ts';

/** Lines of the transcripts that are not in the numbers above, with the first of them by name. */
export function DamageNote({ damaged }: Pick<Report, 'damaged'>): VNode | null {
  const words = damageWords(damaged, useWorld().person.locale);
  if (words === null) return null;
  return (
    <details class="db-quiet db-fine">
      <summary>{words.summary}</summary>
      <ul class="db-troubles">
        {words.named.map((one) => (
          <li key={one}>
            <bdi>{one}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
