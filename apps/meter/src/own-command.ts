/**
 * How this very program is started again, in absolute words: by what installs it into a status line or as a service,
 * whose shell may know neither it nor this Node.
 *
 * The single executable is one word: the files behind it move with every version.
 */
export function ownCommand(): readonly string[] {
  const isSingleFile = process.getBuiltinModule('node:sea').isSea();
  return isSingleFile ? [process.execPath] : [process.execPath, process.argv[1] ?? 'claude-meter'];
}
