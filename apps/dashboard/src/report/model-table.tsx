import type { ModelUse, Use } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { listPrice, whole } from './amounts.ts';
import { shortText } from './visible-text.ts';

/** Kinds of tokens as they are priced. */
const KINDS: readonly [title: string, key: keyof Use][] = [
  ['Requests', 'requests'],
  ['Input', 'input_tokens'],
  ['Output', 'output_tokens'],
  ['Cache write 5 min', 'cache_write_5m_tokens'],
  ['Cache write 1 h', 'cache_write_1h_tokens'],
  ['Cache read', 'cache_read_tokens'],
  ['All tokens', 'total_tokens'],
];

/** Which models something ran on, number by number. */
export function ModelTable({ models }: { models: readonly ModelUse[] }): VNode {
  const { person } = useWorld();
  return (
    <div class="db-scroll">
      <table class="db-table">
        <caption class="cm-unseen">By model</caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            {KINDS.map(([title]) => (
              <th key={title} scope="col" data-number="">
                {title}
              </th>
            ))}
            <th scope="col" data-number="">
              List price
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((use) => (
            <tr key={use.model}>
              <th scope="row">
                <bdi>{shortText(use.model ?? 'unknown')}</bdi>
              </th>
              {KINDS.map(([title, key]) => (
                <td key={title} data-number="">
                  {whole(use[key] ?? 0, person.locale)}
                </td>
              ))}
              <td data-number="">{use.usd === null ? 'no price known' : listPrice(use, person.locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
