import { startTranscriptIndex } from '../../src/transcripts/transcript-index.ts';

// Keeps an index as the meter does, until it is killed: `node keep-index.ts HOME ROOT`.

const [home = '', root = ''] = process.argv.slice(2);
const started = startTranscriptIndex({ home, roots: [root], signal: new AbortController().signal });
if (!started.ok) throw new Error(started.error);
process.stdout.write('ready\n');
// Without work of its own the process would end.
setInterval(() => {}, 1000);
