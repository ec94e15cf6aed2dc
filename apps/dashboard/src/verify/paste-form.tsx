import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** Where a copied response is pasted. */
export function PasteForm({ onText }: { onText: (text: string) => void }): VNode {
  const [pasted, setPasted] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onText(pasted);
      }}
    >
      <label for="db-paste">Or paste the response</label>
      <textarea
        id="db-paste"
        rows={4}
        spellcheck={false}
        autocomplete="off"
        value={pasted}
        onInput={(event) => setPasted(event.currentTarget.value)}
      />
      <button type="submit" class="cm-button" disabled={pasted.trim() === ''}>
        Compare
      </button>
    </form>
  );
}
