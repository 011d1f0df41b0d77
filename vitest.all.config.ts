/**
 * What `npm test` runs: all tests once, then those that go through the code of workflows once more, with workers that keep
 * no run in memory (test/helpers/worker-cache.ts). Each project has a Temporal server of its own, so that the two rounds
 * never meet.
 */
import { defineConfig } from 'vitest/config'
import one from './vitest.config.ts'

const { globalSetup: _, ...shared } = one.test ?? {}

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
      { test: { ...one.test, name: 'all' } },
      {
        test: {
          ...one.test,
          name: 'uncached',
          include: UNCACHED,
          env: { STARTNODE_TEST_CACHE: '0' },
          // After the others
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
