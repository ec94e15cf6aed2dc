import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';

// `node build.ts [FOLDER]` bundles the program, to dist/ when no folder is named. Every command stays a file of its own that is loaded when it is asked for.

/** All that `claude-meter --json` needs, in one file of a few kilobytes: prompts wait for it. */
const HOT_PATH =
  /(src[\\/](cli[\\/](start|answer-prompt|prompt-words|write-out|main|command|commands|exit-codes|ask-line|socket-exchange|ways-to-meter|io|line|statusline|loopback-get|nearest|parse-command-line|show|view[\\/]colour)|local-socket-path|run-file|lines[\\/](line-now|patience)|statusline[\\/](print-status-line|branch-of|read-input|installation)|collect[\\/]claude-code[\\/](claude-code-dir|read-account)|store[\\/]database-name|settings|routes|freshness|limit|state)\.ts)$/;

const folder = import.meta.dirname;
const out = resolve(process.argv[2] ?? join(folder, 'dist'));

rmSync(out, { recursive: true, force: true });
const program = await build({
  cwd: folder,
  // The others are started by their names: as threads, as processes that read or that hold a tray.
  input: {
    main: 'src/cli/main.ts',
    'scan-worker': 'src/transcripts/scan-worker.ts',
    'update-process': 'src/transcripts/update-process.ts',
    'retrospect-worker': 'src/retrospect-worker.ts',
    'mac-host': 'src/tray/hosts/mac-host.ts',
    'win-host': 'src/tray/hosts/win-host.ts',
  },
  platform: 'node',
  tsconfig: false,
  // x11 is asked for by the D-Bus client only where a display names the bus; a session without it has its address in the
  // environment. Of koffi the native part stays outside: an optional package of macOS and Windows.
  external: ['x11', /^@koromix\//],
  output: {
    dir: out,
    format: 'esm',
    minify: 'dce-only',
    minifyInternalExports: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name].js',
    codeSplitting: { groups: [{ name: 'start', test: HOT_PATH }] },
  },
});
// The door is CommonJS, in files of its own: what prompts wait for is answered before the rest of the program, or even
// the loader of ES modules, is there.
const door = await build({
  cwd: folder,
  input: { start: 'src/cli/start.ts' },
  platform: 'node',
  tsconfig: false,
  plugins: [
    {
      name: 'the-rest-of-the-program',
      resolveId: (id, from) =>
        id === './main.ts' && from?.endsWith('start.ts') ? { id: '../main.js', external: true } : null,
    },
  ],
  output: {
    dir: join(out, 'prompt'),
    format: 'cjs',
    minify: 'dce-only',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [
        { name: 'door', test: HOT_PATH },
        // What a report takes that is made without a meter: it would wait for each file.
        {
          name: 'transcripts',
          test: /src[\\/](transcripts[\\/]|prices[\\/]|report[\\/]known-resets|home-folder|program-file)/,
        },
      ],
    },
  },
});
// The site of the demo is a process of its own, and most of it is a library for certificates that nobody debugs here:
// without blanks.
const simulator = await build({
  cwd: folder,
  input: { simulator: '../simulator/src/main.ts' },
  platform: 'node',
  tsconfig: false,
  output: {
    dir: out,
    format: 'esm',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    entryFileNames: '[name].js',
    codeSplitting: false,
  },
});
// What is called stays as it is written, so that every Node can read it and say that it is too old. It loads the part
// with `start` itself: prompts would wait for the file between.
rmSync(join(out, 'prompt/start.cjs'));
const bin = readFileSync(join(folder, 'bin/claude-meter.js'), 'utf8');
const START = '../src/cli/start.ts';
const called = bin.replace(`import('${START}')`, "Promise.resolve(require('./prompt/door.cjs'))");
if (called === bin) throw new Error(`bin/claude-meter.js no longer imports ${START}.`);
writeFileSync(join(out, 'claude-meter.cjs'), called, { mode: 0o755 });
cpSync(join(folder, 'src/tray/hosts/mac-jxa.js'), join(out, 'mac-jxa.js'));
// What was really bundled, for those who list licences and parts. It is not shipped.
const built = [...program.output, ...door.output, ...simulator.output];
const modules = built.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
const bundled = modules.flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
writeFileSync(join(out, 'bundled-packages.json'), JSON.stringify([...new Set(bundled)].sort(), null, 2));

// Both are built by themselves: npm run build, at the root, does all three.
const page = join(folder, '../dashboard/dist');
if (existsSync(page)) cpSync(page, join(out, 'page'), { recursive: true });
else console.warn('The dashboard is not built; this program will say so instead of showing it.');
for (const browser of ['chrome-mv3', 'firefox-mv3']) {
  const extension = join(folder, '../extension/.output', browser);
  if (existsSync(extension)) cpSync(extension, join(out, 'extension', browser), { recursive: true });
  else console.warn(`The extension is not built for ${browser}; this program comes without it.`);
}
