import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** Where a file is dropped or chosen. `onFile` may take its time. */
export function DropField({ onFile }: { onFile: (file: File) => Promise<void> }): VNode {
  const [over, setOver] = useState(false);
  const take = async (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined) await onFile(file);
  };
  return (
    <label
      class="db-drop"
      data-over={String(over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files);
      }}
    >
      <span>Drop a HAR file or a saved response here, or choose one</span>
      <input
        type="file"
        accept=".har,.json,.txt,application/json"
        onChange={(event) => {
          const input = event.currentTarget;
          void take(input.files).then(() => {
            // The same file may be chosen again after it has changed.
            input.value = '';
          });
        }}
      />
    </label>
  );
}
