/**
 * `npm run test:production`: on the Temporal server that banks run, on PostgreSQL, brought up by what docker-compose.yml says
 * (test/production). Its own tests, and those of `npm test` that a dev server could answer otherwise.
 */
import { configDefaults, defineConfig } from 'vitest/config'
import one from './vitest.config.ts'

const { projects: [all = {}] = [], ...shared } = one.test ?? {}
const { test: same } = all as { test: object }

/** Signals, resets, batches; schedules; builds side by side; quarantine; lists; letters; settings; processes with all nodes. */
const ALSO_HERE = [
  'test/operators/temporal-cli.test.ts',
  'test/cli/{commands,replay,settings-commands}.test.ts',
  'test/versions/versions.test.ts',
  'test/quarantine/*.test.ts',
  'test/admin/*.test.ts',
  'test/tasks/**/*.test.ts',
  'test/forwarder/*.test.ts',
  'test/settings/**/*.test.ts',
  'test/walls/*.test.ts',
  'test/temporal/{codec-worker,search-attributes}.test.ts',
  'test/faults/*.test.ts',
  'test/processes/{loan-disbursement,four-eyes-approval}.test.ts',
  'test/workflows/loan-approved.test.ts',
  'test/e2e/{exactly-once,replies,never-leaks}.test.ts',
]

/** One changes the folder of the processes, which all files of a process share; the other would keep the server from the others. */
const APART_HERE = [
  'test/cli/schedule-commands.test.ts',
  'test/production/lists.test.ts',
  'test/production/many-tasks.test.ts',
]
const patient = { testTimeout: 240_000, hookTimeout: 600_000 }

export default defineConfig({
  test: {
    ...shared,
    globalSetup: ['test/production/global-setup.ts', 'test/helpers/bundle-folder.ts'],
    // Server and database have the cores of this machine, too
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...same,
          ...patient,
          name: 'production',
          include: ['test/production/**/*.test.ts', ...ALSO_HERE],
          exclude: [...configDefaults.exclude, ...APART_HERE],
        },
      },
      {
        test: {
          ...same,
          ...patient,
          name: 'production-apart',
          isolate: true,
          // After the others, one by one
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          include: APART_HERE,
          exclude: configDefaults.exclude,
        },
      },
    ],
  },
})
