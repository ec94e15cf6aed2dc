import type { CType, Ffi, NativeLibrary, Pointer } from './ffi.ts';

/** What is used of koffi. */
type Koffi = typeof import('koffi');

const TYPES: Readonly<Record<CType, string>> = {
  void: 'void',
  pointer: 'void *',
  string: 'str',
  bool: 'bool',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
  double: 'double',
};

/** Native calls nest deeply while a menu is open: menu, run loop, callback, call. */
const STACK_BYTES = 8 * 1024 * 1024;

/** The native world through koffi. Rejects where koffi is not installed for this system. */
export async function loadKoffi(): Promise<Ffi> {
  const loaded = (await import('koffi')) as Koffi & { default?: Koffi };
  const koffi = loaded.default ?? loaded;
  koffi.config({ sync_stack_size: STACK_BYTES });
  return {
    load(path): NativeLibrary {
      const library = koffi.load(path);
      return {
        fn: (name, result, args) =>
          library.func(
            name,
            TYPES[result],
            args.map((type) => TYPES[type]),
          ),
        variable(name) {
          try {
            return koffi.decode(library.symbol(name), 'void *') as Pointer;
          } catch {
            return null;
          }
        },
      };
    },
    callback(result, args, work) {
      const proto = koffi.proto(
        TYPES[result],
        args.map((type) => TYPES[type]),
      );
      return koffi.register(work, koffi.pointer(proto));
    },
    address: (bytes) => koffi.address(bytes),
  };
}
