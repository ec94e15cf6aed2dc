import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  plugins: [await WxtVitest({ root: import.meta.dirname, configFile: false, srcDir: 'src', imports: false })],
  test: {
    name: 'extension',
    root: import.meta.dirname,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    mockReset: true,
    restoreMocks: true,
    testTimeout: 15_000,
  },
});
