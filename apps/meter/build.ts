import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

// Bundles the program to dist/. Every command stays a file of its own that is loaded when it is asked for.

/** All that `claude-meter --json` needs, in one file of a few kilobytes: prompts wait for it. */
const HOT_PATH =
  /(bin[\\/]claude-meter\.js|src[\\/](cli[\\/](main|command|commands|exit-codes|ask-line|io|line|statusline|loopback-get|nearest|parse-command-line|show|view[\\/]colour)|local-socket-path|statusline[\\/](print-status-line|branch-of|read-input|installation)|collect[\\/]claude-code[\\/](claude-code-dir|read-account)|settings|routes|freshness|state)\.ts)$/;

const folder = import.meta.dirname;
const out = join(folder, 'dist');

rmSync(out, { recursive: true, force: true });
await build({
  cwd: folder,
  // The others are started by their names: as a thread, and as the processes that hold a tray.
  input: {
    'claude-meter': 'bin/claude-meter.js',
    'scan-worker': 'src/transcripts/scan-worker.ts',
    'update-process': 'src/transcripts/update-process.ts',
    'mac-host': 'src/tray/hosts/mac-host.ts',
    'win-host': 'src/tray/hosts/win-host.ts',
  },
  platform: 'node',
  tsconfig: false,
  // Asked for by the D-Bus client only where a display names the bus; a session without it has its address in the environment.
  external: ['x11', 'koffi'],
  output: {
    dir: out,
    format: 'esm',
    minify: 'dce-only',
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name].js',
    codeSplitting: { groups: [{ name: 'start', test: HOT_PATH }] },
  },
});
chmodSync(join(out, 'claude-meter.js'), 0o755);
cpSync(join(folder, 'src/tray/hosts/mac-jxa.js'), join(out, 'mac-jxa.js'));

// The page is built by itself: npm run build, at the root, does both.
const page = join(folder, '../dashboard/dist');
if (existsSync(page)) cpSync(page, join(out, 'page'), { recursive: true });
else console.warn('The dashboard is not built; this program will say so instead of showing it.');
