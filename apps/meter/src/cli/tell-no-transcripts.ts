import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { transcriptRoots } from '../transcripts/roots.ts';
import type { Io } from './io.ts';

/** Says where transcripts were looked for, when none of those folders is there: an empty report alone leaves one wondering. */
export function tellNoTranscripts({ env, stderr }: Io): void {
  const roots = transcriptRoots({ env, platform: process.platform, home: homedir() });
  if (roots.some((root) => existsSync(root))) return;
  const places = roots.map((root) => JSON.stringify(root)).join(', ');
  stderr.write(
    `claude-meter: Claude Code has left no transcripts here; looked for ${places}. Set CLAUDE_CONFIG_DIR if it keeps them elsewhere.\n`,
  );
}
