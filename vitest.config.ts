import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Threads crash Temporal's native bridge.
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/helpers/closing-line-reporter.ts'],
    globalSetup: ['test/helpers/global-setup.ts', 'test/helpers/bundle-folder.ts'],
    // A page that waits for the build of the console, beside another test on the same two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
