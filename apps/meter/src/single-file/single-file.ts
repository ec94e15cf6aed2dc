import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { EXIT } from '../cli/exit-codes.ts';
import { prepareHome } from '../home-folder.ts';
import { readSettings } from '../settings.ts';
import { type FoldedProgram, unfoldProgram } from './unfold-program.ts';

// The main file of the single executable. It carries the bundled program as assets; code in an executable can load
// nothing but Node's own modules, so the files go to the state folder first and run from there, the same as elsewhere.

const ID = 'id';
const LOADER = 'load.cjs';

const program: FoldedProgram = {
  id: getAsset(ID, 'utf8'),
  *files() {
    for (const path of getAssetKeys()) {
      if (path !== ID) yield [path, new Uint8Array(getRawAsset(path))] as const;
    }
  },
};

const read = readSettings(process.env);
if (!read.ok) end(EXIT.usage, read.error);
else {
  const prepared = prepareHome(read.settings.home);
  const unfolded = prepared.ok ? unfoldProgram(read.settings.home, program) : prepared;
  if (!unfolded.ok) end(EXIT.homeUnusable, unfolded.error);
  else start(unfolded.folder);
}

/** Runs the program, or the part of it that it starts itself as a process: then the first word is a file of ours. */
function start(folder: string): void {
  const require = createRequire(join(folder, LOADER));
  const asked = process.argv[2];
  if (asked?.startsWith(join(folder, 'dist') + sep)) {
    process.argv.splice(1, 1);
    const load = require(join(folder, LOADER)) as (address: string) => Promise<unknown>;
    void load(pathToFileURL(asked).href);
  } else require(join(folder, 'dist', 'claude-meter.cjs'));
}

function end(code: number, error: string): void {
  process.stderr.write(`claude-meter: ${error}\n`);
  process.exitCode = code;
}
