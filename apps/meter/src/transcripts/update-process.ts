import { isDamage, openIndex } from './open-index.ts';
import type { UpdateAnswer, UpdateJob } from './update-apart.ts';
import { type UpdateProgress, updateIndex } from './update-index.ts';

// One update of the index in a process of its own: `update-process JOB`, with answers to whoever started it.

/** Progress is told this often, ms. */
const TELL_EVERY_MS = 100;

const job = JSON.parse(process.argv[2] ?? '') as UpdateJob;
const orphaned = new AbortController();
// Who asked is gone: what was committed stays, the rest is done next time.
process.once('disconnect', () => orphaned.abort());

await tell(await update());
if (process.connected) process.disconnect();

async function update(): Promise<UpdateAnswer> {
  const opened = openIndex(job.home);
  if (!opened.ok) return { kind: 'failed', error: opened.error, isDamage: false };
  try {
    const result = await updateIndex(opened.database, {
      roots: job.roots,
      signal: orphaned.signal,
      now: Date.now,
      onProgress: tellNowAndThen(),
    });
    return { kind: 'done', result };
  } catch (error) {
    return { kind: 'failed', error: (error as Error).message, isDamage: isDamage(error) };
  } finally {
    opened.database.close();
  }
}

function tellNowAndThen(): (progress: UpdateProgress) => void {
  let told = 0;
  return (progress) => {
    const now = Date.now();
    if (now - told < TELL_EVERY_MS && progress.filesDone < progress.files) return;
    told = now;
    void tell({ kind: 'progress', progress });
  };
}

function tell(answer: UpdateAnswer): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(answer, () => resolve());
    else resolve();
  });
}
