import { commandWith } from './own-program.ts';
import { SERVICE_MARK, type ServiceProgram } from './service-keeper.ts';

/**
 * The entry that desktops without systemd start at login (Desktop Entry Specification 1.5, Autostart Specification).
 *
 * @param command what is to be started, with all its arguments
 */
export function autostartEntry(program: ServiceProgram, command: readonly string[]): string {
  const words = [...commandWith(program), ...command];
  return `# ${SERVICE_MARK}; "claude-meter service uninstall" takes it away.
[Desktop Entry]
Type=Application
Name=ClaudeMeter
Comment=Claude usage as claude.ai serves it
Exec=${words.map(execWord).join(' ')}
Terminal=false
NoDisplay=true
`;
}

/**
 * A word of `Exec`. Two rules apply, one after the other: within quotes `"`, `` ` ``, `$` and `\` take a backslash, `%`
 * is doubled; then, as in every value of the file, a backslash is doubled and a line end is written as `\n`.
 */
function execWord(text: string): string {
  const quoted = `"${text.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return quoted
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}
