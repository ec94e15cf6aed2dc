import { loadRequests } from '../../src/transcripts/load-requests.ts';
import { openIndex } from '../../src/transcripts/open-index.ts';
import { updateIndex } from '../../src/transcripts/update-index.ts';

// One update of an index in a process of its own: `node index-once.ts HOME ROOT`. Prints what it found, and the most
// memory that it had, MiB.

const [home = '', root = ''] = process.argv.slice(2);
const opened = openIndex(home);
if (!opened.ok) throw new Error(opened.error);
const signal = new AbortController().signal;
const { unreadable, files } = await updateIndex(opened.database, { roots: [root], signal, now: Date.now });
const { counts, rows } = loadRequests(opened.database);
const damaged = opened.database.prepare('SELECT coalesce(sum(damaged), 0) AS damaged FROM file').get();
process.stdout.write(
  JSON.stringify({
    files,
    unreadable,
    requests: counts.reduce((sum, one) => sum + one, 0),
    output: counts.reduce((sum, one, row) => sum + one * (rows.output[row] ?? 0), 0),
    damaged: damaged?.['damaged'],
    peakMib: process.resourceUsage().maxRSS / 1024,
  }),
);
opened.database.close();
