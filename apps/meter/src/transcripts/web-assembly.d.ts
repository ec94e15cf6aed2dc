/** The part of WebAssembly that is used here. Its types come with those of a browser, which this program is not. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } & Record<string, object> });
    readonly exports: object;
  }
}
