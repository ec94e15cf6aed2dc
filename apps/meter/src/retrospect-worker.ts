import { parentPort, workerData } from 'node:worker_threads';
import type { RetrospectAnswer, RetrospectQuestion, RetrospectWorkerData } from './retrospect-thread.ts';
import { openIndex } from './transcripts/open-index.ts';
import { readIndex } from './transcripts/read-index.ts';
import { systemSurroundings } from './transcripts/roots.ts';

// A thread that answers questions about the past, one beside the other, until its port is closed.
const { home, env } = workerData as RetrospectWorkerData;
const surroundings = { ...systemSurroundings(), env };
const ending = new AbortController();

parentPort?.on('message', (question: RetrospectQuestion | null) => {
  if (question === null) {
    ending.abort();
    parentPort?.close();
  } else void answer(question).then((told) => parentPort?.postMessage(told));
});

async function answer({ id, asked, now }: RetrospectQuestion): Promise<RetrospectAnswer> {
  // Anew each time: a damaged index is taken away and built again.
  const opened = openIndex(home);
  if (!opened.ok) return { id, error: opened.error };
  try {
    const given = { index: readIndex(opened.database), home, surroundings, now, signal: ending.signal };
    // Whoever asks for one of them waits for the other's code otherwise.
    if (asked.kind === 'report') {
      const { printReport } = await import('./report/print-report.ts');
      return { id, reply: await printReport(asked.words, given) };
    }
    const { printAttribution } = await import('./attribution/print-attribution.ts');
    return { id, reply: await printAttribution(asked.query, given) };
  } catch (error) {
    return { id, error: (error as Error).message };
  } finally {
    opened.database.close();
  }
}
