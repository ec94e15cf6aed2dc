/** One call of the installed program, and what it has to do where no meter runs and nothing is known. */
export interface CommandCase {
  args: readonly string[];
  /** Exit code. */
  code: number;
  /** In what it prints, on either output. */
  says: RegExp;
  input?: string;
}

const STATUS_LINE_INPUT = JSON.stringify({
  session_id: 'a',
  model: { display_name: 'Opus' },
  workspace: { current_dir: '/' },
});
const MCP_INPUT = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})}\n`;

/** Commands that end by themselves. */
export const EVERY_COMMAND: readonly CommandCase[] = [
  { args: ['--version'], code: 0, says: /^claude-meter \d+\.\d+\.\d+$/m },
  { args: ['--help'], code: 0, says: /Exit codes:/ },
  { args: ['--json'], code: 5, says: /^\[\]/ },
  { args: ['status'], code: 5, says: /No meter answers/ },
  { args: ['verify'], code: 2, says: /--har FILE/ },
  { args: ['doctor', '--json'], code: 1, says: /"area"/ },
  { args: ['refresh'], code: 5, says: /No meter answers/ },
  { args: ['statusline'], code: 0, says: /Opus/, input: STATUS_LINE_INPUT },
  { args: ['line', '--fields'], code: 0, says: /binding/ },
  { args: ['guard'], code: 30, says: /No meter|nothing/i },
  { args: ['wait', '--until', 'below:80', '--timeout', '1s'], code: 10, says: /The time is over/ },
  { args: ['mcp'], code: 0, says: /"serverInfo"/, input: MCP_INPUT },
  { args: ['config', 'list'], code: 0, says: /sources\.cookies/ },
  { args: ['report', 'today'], code: 0, says: /Nothing was done/ },
  { args: ['completions', 'fish'], code: 0, says: /complete -c claude-meter/ },
  { args: ['service', 'status'], code: 1, says: /does not start at login/ },
  { args: ['nosuch'], code: 2, says: /There is no command "nosuch"/ },
];
