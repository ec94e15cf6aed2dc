import { ROUTES } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type Imported, type ImportProgress, importFile } from './import-file.ts';

const FORMATS = [
  { format: 'jsonl', text: 'JSON Lines', about: 'everything; can be taken in again' },
  { format: 'json', text: 'JSON', about: 'the same, for programs that read a file at once' },
  { format: 'csv', text: 'CSV', about: 'the changes only, for spreadsheets' },
] as const;

/** The history out as a file, and in again. */
export function Transfer(): VNode {
  return (
    <section class="db-card" aria-labelledby="db-transfer-title">
      <h2 id="db-transfer-title">Take the history with you</h2>
      <ul class="db-plain">
        {FORMATS.map(({ format, text, about }) => (
          <li key={format}>
            <a class="cm-button" href={`${ROUTES.export}?format=${format}`} download>
              Export {text}
            </a>{' '}
            <span class="db-quiet">{about}</span>
          </li>
        ))}
      </ul>
      <ImportForm />
    </section>
  );
}

function ImportForm(): VNode {
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const [result, setResult] = useState<Imported | null>(null);
  const stop = useRef<AbortController | null>(null);
  const start = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    stop.current = new AbortController();
    setResult(null);
    setProgress({ done: 0, whole: file.size, added: 0, known: 0, refused: [] });
    setResult(await importFile(file, { onProgress: setProgress, signal: stop.current.signal }));
    setProgress(null);
    input.value = '';
  };
  return (
    <div class="db-import">
      <label>
        Import an export (JSON Lines or JSON){' '}
        <input
          type="file"
          accept=".jsonl,.json,application/json"
          disabled={progress !== null}
          onChange={(event) => void start(event.currentTarget)}
        />
      </label>
      {progress !== null && (
        <p>
          <progress max={Math.max(1, progress.whole)} value={progress.done} aria-label="Import" />{' '}
          {progress.added + progress.known} records{' '}
          <button type="button" class="cm-button" onClick={() => stop.current?.abort()}>
            Stop
          </button>
        </p>
      )}
      <p role="status">{result !== null && resultWords(result)}</p>
      {result !== null && result.progress.refused.length > 0 && (
        <ul class="db-plain">
          {result.progress.refused.slice(0, 5).map(({ line, error }) => (
            <li key={line}>
              Line {line}: {error}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function resultWords(result: Imported): string {
  const { added, known, refused } = result.progress;
  const counted = `${added} new, ${known} known already`;
  const left = refused.length === 0 ? '' : `, ${refused.length} left out`;
  return result.ok ? `Taken in: ${counted}${left}.` : `${result.error} Until then: ${counted}${left}.`;
}
