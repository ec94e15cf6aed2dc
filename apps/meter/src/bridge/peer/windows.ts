import { type Command, runCommand } from './command.ts';
import type { PeerLookup } from './peer.ts';

/** Finds the owner of a loopback connection with `Get-NetTCPConnection`. */
export function windowsPeerLookup(run: Command = runCommand): PeerLookup {
  return {
    user: () => 'unknown',
    executable: async (connection, signal) => {
      const script = [
        `$c = Get-NetTCPConnection -State Established -LocalPort ${connection.clientPort}`,
        `-RemotePort ${connection.serverPort} -ErrorAction Stop | Select-Object -First 1;`,
        '(Get-Process -Id $c.OwningProcess).Path',
      ].join(' ');
      const printed = await run(
        'powershell.exe',
        ['-NoProfile', '-NonInteractive', '-Command', script],
        signal,
      );
      return printed === null ? null : pathOf(printed);
    },
  };
}

/** The one path in what PowerShell printed; null when it printed anything else. */
export function pathOf(printed: string): string | null {
  const lines = printed.split(/\r?\n/).map((line) => line.trim());
  return lines.find((line) => /^[a-z]:\\.+/i.test(line)) ?? null;
}
