import { ROUTES, type TranscriptsStatus } from '@claude-meter/wire';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../data/ask.ts';

/** How often it is asked whether transcripts have grown, ms; while they are being read, to show how far that is. */
const PAUSE_MS = 5_000;
const READING_PAUSE_MS = 500;

export interface KnownTranscripts {
  /** Null until the meter has answered. */
  status: TranscriptsStatus | null;
  error: string | null;
}

/** How the transcripts fare, kept up to date while somebody looks. */
export function useTranscripts(): KnownTranscripts {
  const [known, setKnown] = useState<KnownTranscripts>({ status: null, error: null });
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      clearTimeout(timer);
      let pause = PAUSE_MS;
      if (document.visibilityState === 'visible') {
        const answer = await ask<TranscriptsStatus>(ROUTES.transcripts, { signal: end.signal });
        if (end.signal.aborted) return;
        setKnown((before) =>
          changed(before, answer.ok ? answer.value : before.status, answer.ok ? null : answer.error),
        );
        if (answer.ok && isUnderWay(answer.value)) pause = READING_PAUSE_MS;
      }
      timer = setTimeout(() => void look(), pause);
    };
    void look();
    document.addEventListener('visibilitychange', () => void look(), { signal: end.signal });
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, []);
  return known;
}

function isUnderWay({ state, progress }: TranscriptsStatus): boolean {
  return state === 'reading' || progress !== null;
}

/** The one before where nothing has changed, so that nothing is drawn anew. */
function changed(
  before: KnownTranscripts,
  status: TranscriptsStatus | null,
  error: string | null,
): KnownTranscripts {
  const isSame = before.error === error && JSON.stringify(before.status) === JSON.stringify(status);
  return isSame ? before : { status, error };
}
