import { loadKoffi } from '../../src/tray/hosts/koffi-ffi.ts';
import { runMacHost } from '../../src/tray/hosts/mac-host.ts';

// The menu bar host as it is, with the library named by the first argument in the place of Apple's.

const [library = ''] = process.argv.slice(2);
runMacHost(await loadKoffi(), { objc: library, appKit: library, coreFoundation: library });
