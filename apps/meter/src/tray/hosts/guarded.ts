/** An exception must not cross native frames: it ends the host with its words, and the meter starts another. */
export function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(70);
  }
}
