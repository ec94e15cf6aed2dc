#!/usr/bin/env node
// Plain JavaScript without newer syntax: the versions of Node that are turned away here must be able to read it.
const NEEDED = 24;
const version = process.versions.node;

if (Number(version.split('.')[0]) < NEEDED) {
  process.stderr.write(
    'claude-meter: needs Node ' +
      NEEDED +
      ' or newer, this is Node "' +
      version +
      '". Install a newer Node, or use `npm run meter --` in a checkout, which brings its own.\n',
  );
  process.exitCode = 2;
} else {
  void import('../src/cli/start.ts').then((program) => program.start(process.argv.slice(2)));
}
