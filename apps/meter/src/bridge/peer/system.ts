import { linuxPeerLookup } from './linux.ts';
import { macosPeerLookup } from './macos.ts';
import type { PeerLookup } from './peer.ts';
import { windowsPeerLookup } from './windows.ts';

/** The lookup of the system this runs on; one that knows nothing elsewhere. */
export function systemPeerLookup(): PeerLookup {
  if (process.platform === 'linux') return linuxPeerLookup(process.getuid?.() ?? -1);
  if (process.platform === 'darwin') return macosPeerLookup(process.pid);
  if (process.platform === 'win32') return windowsPeerLookup();
  return { user: () => 'unknown', executable: async () => null };
}
