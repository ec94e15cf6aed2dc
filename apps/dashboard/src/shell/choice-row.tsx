import type { VNode } from 'preact';

export interface ChoiceRowProps<T extends string> {
  label: string;
  choices: readonly { id: T; text: string; title?: string }[];
  /** Null: none of them. */
  chosen: T | null;
  onChoose: (id: T) => void;
}

/** One of a few, as buttons in a row. */
export function ChoiceRow<T extends string>({ label, choices, chosen, onChoose }: ChoiceRowProps<T>): VNode {
  return (
    <fieldset class="db-choices">
      <legend class="cm-unseen">{label}</legend>
      {choices.map(({ id, text, title }) => (
        <button
          key={id}
          type="button"
          title={title}
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
