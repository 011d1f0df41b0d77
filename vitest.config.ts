import { configDefaults, defineConfig } from 'vitest/config'
import { LongestFirst } from './test/helpers/longest-first.ts'
import { THRIFTY_NODE } from './test/helpers/thrifty-node.ts'

/** Files that change what all files of a process share: an import, the folder of the processes, Temporal's runtime. */
const APART = [
  'test/cli/schedule-commands.test.ts',
  'test/direct-url/direct-url-authorize.test.ts',
  'test/import/import-commands.test.ts',
  'test/keys/signature.test.ts',
  'test/boot/worker.test.ts',
  'test/telemetry/sdk-log.test.ts',
]

const shared = {
  // Threads crash Temporal's native bridge.
  pool: 'forks' as const,
  execArgv: [...THRIFTY_NODE],
  setupFiles: ['test/helpers/unwatched-promises.ts', 'test/helpers/keep-environment.ts'],
  // A page that waits for the build of the console, beside another test on the same two cores.
  testTimeout: 120_000,
  // What a run compiles and bundles once is made in the hook of whoever needs it first.
  hookTimeout: 300_000,
}

export default defineConfig({
  test: {
    // One more than the cores of a small machine: tests wait for others half of their time. With more of them a record of a ref
    // takes longer than the forwarder is patient, and it costs a tenth more CPU.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/helpers/closing-line-reporter.ts'],
    globalSetup: ['test/helpers/global-setup.ts', 'test/helpers/bundle-folder.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'all',
          include: ['test/**/*.test.ts'],
          // On PostgreSQL: vitest.production.config.ts
          exclude: [...configDefaults.exclude, ...APART, 'test/production/**'],
          // A process for each file would load Temporal, the bundler and the engine 200 times.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'apart', include: APART } },
    ],
  },
})
