/**
 * Whether to colour. `FORCE_COLOR` (anything but 0 and false) beats `NO_COLOR` (anything), which beats the terminal.
 *
 * @param isTerminal whether the output is a terminal
 */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR']) return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
