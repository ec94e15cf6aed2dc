import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { FileIdentity, FileScan, ScanJob, ScanResult, ScanStart } from './file-scan.ts';
import { FingerprintTaker } from './fingerprint.ts';
import { LineStream, LONGEST_LINE, type ScanTools, USUAL_LINE } from './line-stream.ts';
import { type ScanMemory, scanMemory } from './scan-memory.ts';

/** Scans files one after another with the same memory. */
export class FileScanner {
  #tools: ScanTools;

  constructor(memory: ScanMemory = scanMemory(USUAL_LINE)) {
    this.#tools = { memory, fingerprint: new FingerprintTaker() };
  }

  /** Reads the new lines of a file. Answers with the error's code when the file cannot be read. */
  scan(job: ScanJob): ScanResult {
    let fd: number;
    try {
      // Without O_NONBLOCK a pipe in the place of a file would hold the scan for ever.
      fd = openSync(job.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      return { ok: false, code: codeOf(error) };
    }
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) return { ok: false, code: 'ENOTFILE' };
      const identity = {
        device: stat.dev,
        inode: stat.ino,
        size: stat.size,
        modified: stat.mtimeMs,
        changed: stat.ctimeMs,
        born: stat.birthtimeMs,
      };
      return this.#scanOpened(fd, identity, job.start);
    } catch (error) {
      // Rows of a file that failed half way must not end up in the next one.
      this.#tools.memory.taker.take();
      return { ok: false, code: codeOf(error) };
    } finally {
      closeSync(fd);
    }
  }

  #scanOpened(fd: number, identity: FileIdentity, start: ScanStart | null): FileScan {
    const scanned = new LineStream(fd, this.#tools).scan(identity, start);
    if (scanned !== null) return scanned;
    this.#tools = { ...this.#tools, memory: scanMemory(LONGEST_LINE) };
    const again = new LineStream(fd, this.#tools).scan(identity, start);
    if (again === null) throw new Error('A line needs more memory than the longest line takes.');
    return again;
  }
}

function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return code;
}
