import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

/**
 * Bundles the program to dist/. Every command stays a file of its own that is loaded when it is asked for: the start of
 * `claude-meter --json`, which prompts wait for, reads a few kilobytes.
 */
const folder = import.meta.dirname;
const out = join(folder, 'dist');

rmSync(out, { recursive: true, force: true });
await build({
  cwd: folder,
  input: { 'claude-meter': 'bin/claude-meter.js' },
  platform: 'node',
  tsconfig: false,
  output: {
    dir: out,
    format: 'esm',
    minify: 'dce-only',
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name].js',
  },
});
chmodSync(join(out, 'claude-meter.js'), 0o755);
