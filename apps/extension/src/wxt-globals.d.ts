import 'wxt/browser';

declare module 'wxt/browser' {
  interface WxtRuntime {
    getURL(path: string): string;
  }
}

declare global {
  interface ImportMeta {
    /** What the bundler knows about the build. */
    readonly env: { readonly FIREFOX: boolean };
  }
}
