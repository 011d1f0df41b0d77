/**
 * What `npm test` runs: all tests once, then those that run the code of workflows once more, with workers that keep no run in
 * memory (test/helpers/worker-cache.ts). Each project has a Temporal server of its own, so that the two rounds never meet.
 *
 * Left out of the second round, for its time: what looks at HTTP, commands and prices around the same workflows.
 */
import { defineConfig } from 'vitest/config'
import one from './vitest.config.ts'

const { globalSetup: _, ...shared } = one.test ?? {}

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { ...one.test, name: 'all' } },
      {
        test: {
          ...one.test,
          name: 'uncached',
          include: ['test/workflows/*.test.ts', 'test/workflows/nodes/*.test.ts'],
          exclude: ['**/read-approval.test.ts', '**/callback-url.test.ts', '**/costs.test.ts'],
          env: { STARTNODE_TEST_CACHE: '0' },
          // After the others
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
