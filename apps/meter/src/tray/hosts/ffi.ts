/** An address; null is none. */
export type Pointer = bigint | null;

export type CType =
  | 'void'
  | 'pointer'
  | 'string'
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'double';

export type Native = (...given: unknown[]) => unknown;

export interface NativeLibrary {
  /** A function by its name. One name may be had with several signatures. */
  fn(name: string, result: CType, args: readonly CType[]): Native;
  /** The value of a variable that holds a pointer; null when the library has no such variable. */
  variable(name: string): Pointer;
}

/** All that a tray host needs of the native world. */
export interface Ffi {
  load(path: string): NativeLibrary;
  /** Makes a function that native code can call. It is never released: hosts keep theirs until they end. */
  callback(result: CType, args: readonly CType[], work: Native): Pointer;
  /** Where bytes lie. They must be kept as long as native code may look there. */
  address(bytes: Uint8Array): Pointer;
}
