import { readCommandLine, USAGE } from './read-command-line.ts';
import { runSimulator } from './run-simulator.ts';

const read = readCommandLine(process.argv.slice(2));
if (read.kind === 'help') {
  process.stdout.write(USAGE);
} else if (read.kind === 'wrong') {
  process.stderr.write(`simulator: ${read.message}\nTry --help.\n`);
  process.exitCode = 2;
} else {
  const ending = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => ending.abort());
  if (read.commandLine.withParent) {
    process.stdin.once('close', () => ending.abort()).resume();
  }
  try {
    const { ready, removeState } = await runSimulator(read.commandLine, {
      realNow: Date.now,
      signal: ending.signal,
    });
    const end = async () => {
      await removeState();
      process.exit(0);
    };
    if (ending.signal.aborted) await end();
    ending.signal.addEventListener('abort', () => void end());
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  } catch (cause) {
    process.stderr.write(`simulator: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
    ending.abort();
    // Listening for the parent's end would keep the process alive.
    process.stdin.destroy();
  }
}
