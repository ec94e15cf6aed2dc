import { defineConfig } from 'vitest/config';

const unit = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'] },
});

export default defineConfig({
  test: {
    mockReset: true,
    restoreMocks: true,
    testTimeout: 15_000,
    projects: [
      unit('core', 'packages/core'),
      unit('sources', 'packages/sources'),
      unit('wire', 'packages/wire'),
      unit('verify', 'packages/verify'),
      unit('ui', 'packages/ui'),
      unit('meter', 'apps/meter'),
      unit('simulator', 'apps/simulator'),
      unit('dashboard', 'apps/dashboard'),
      './apps/extension/vitest.config.ts',
      { extends: true, test: { name: 'packaging', include: ['packaging/*.test.ts'] } },
      { extends: true, test: { name: 'repo', include: ['test/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'break',
          include: ['test/break/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
