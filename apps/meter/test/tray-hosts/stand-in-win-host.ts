import { loadKoffi } from '../../src/tray/hosts/koffi-ffi.ts';
import { runWinHost } from '../../src/tray/hosts/win-host.ts';

// The notification area host as it is, with the library named by the first argument in the place of Windows' own.

const [library = ''] = process.argv.slice(2);
runWinHost(await loadKoffi(), { user32: library, shell32: library, kernel32: library });
