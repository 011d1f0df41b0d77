import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Threads crash Temporal's native bridge.
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/helpers/closing-line-reporter.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
