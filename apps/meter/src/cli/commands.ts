import type { Command } from './command.ts';
import { line } from './line.ts';
import { show } from './show.ts';
import { statusline } from './statusline.ts';

/**
 * Every command by its name, loaded when it is asked for: a prompt that wants one line does not wait for the code of
 * the daemon. Those that prompts call are small and here already: each further file would cost a prompt a millisecond.
 * '' runs when no command is named.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  '': async () => show,
  run: async () => (await import('./run.ts')).run,
  status: async () => (await import('./status.ts')).status,
  watch: async () => (await import('./watch.ts')).watch,
  verify: async () => (await import('./verify.ts')).verify,
  doctor: async () => (await import('./doctor.ts')).doctor,
  refresh: async () => (await import('./refresh.ts')).refresh,
  statusline: async () => statusline,
  line: async () => line,
  guard: async () => (await import('./guard.ts')).guard,
  wait: async () => (await import('./wait.ts')).wait,
  mcp: async () => (await import('./mcp.ts')).mcp,
  swiftbar: async () => (await import('./swiftbar.ts')).swiftbar,
  notices: async () => (await import('./notices.ts')).notices,
  service: async () => (await import('./service.ts')).service,
  config: async () => (await import('./config.ts')).config,
  report: async () => (await import('./report.ts')).report,
  completions: async () => (await import('./completions.ts')).completionsOf(COMMANDS),
  demo: async () => (await import('./demo.ts')).demo,
};

/** Names as a person types them. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS).filter((name) => name !== '');
