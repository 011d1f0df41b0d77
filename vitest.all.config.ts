/**
 * What `npm test` runs: all tests once, then those that go through the code of workflows once more, with workers that keep
 * no run in memory (test/helpers/worker-cache.ts). That round has a Temporal server of its own, so that the two never meet.
 */
import { defineConfig } from 'vitest/config'
import one from './vitest.config.ts'

const { projects: [all = {}, ...others] = [], ...shared } = one.test ?? {}
const { test: same } = all as { test: object }

/**
 * Each node, and a process with most of them. The rest would cost minutes and show nothing more: the other processes are
 * replayed from their histories (test/replay), and HTTP, commands and prices are the same however often a step is replayed.
 */
const UNCACHED = [
  'test/workflows/nodes.test.ts',
  'test/workflows/nodes/{calls,continued,examples,shared}.test.ts',
  'test/workflows/{loan-approved,long-loop}.test.ts',
]

export default defineConfig({
  test: {
    ...shared,
    projects: [
      all,
      ...others,
      {
        test: {
          ...same,
          name: 'uncached',
          include: UNCACHED,
          env: { STARTNODE_TEST_CACHE: '0' },
          globalSetup: 'test/helpers/global-setup.ts',
        },
      },
    ],
  },
})
