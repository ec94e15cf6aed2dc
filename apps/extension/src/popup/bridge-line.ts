import type { BridgeStatus } from '../store/store.ts';

/** The meter on this machine in a few words, and the whole story for who points at them. */
export function bridgeLine(
  status: BridgeStatus,
  port: number,
): { text: string; more: string; good: boolean } {
  const at = `127.0.0.1:${port}`;
  switch (status.kind) {
    case 'unknown':
      return { text: 'Meter not asked yet', more: at, good: false };
    case 'off':
      return {
        text: 'Meter switched off',
        more: 'Handing over is switched off in the options.',
        good: false,
      };
    case 'running':
      return { text: 'Meter connected', more: `The numbers are handed to ${at}.`, good: true };
    case 'not_running':
      return {
        text: 'Meter not running: works without it',
        more: `Nothing answers at ${at}. Start it with: claude-meter run`,
        good: false,
      };
    case 'refused':
      return { text: `Meter refused (${status.status})`, more: status.error, good: false };
    case 'not_a_meter':
      return { text: `Port ${port} belongs to another program`, more: status.error, good: false };
    default:
      return status satisfies never;
  }
}
