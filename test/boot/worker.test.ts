import { randomUUID } from 'node:crypto'
import { Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

test('a signal of the process does not stop the worker, and the SDK logs through our logger', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => lines.push(line) })
  installRuntime(log)
  const address = temporalAddress()
  const mambu = await startMambuStandIn()
  const connection = await NativeConnection.connect({ address })
  const worker = await createStartnodeWorker({
    connection,
    namespace: 'process',
    taskQueue: 'worker-test',
    activities: createActivities({ mambu: { baseUrl: mambu.url, apiKey: mambu.apiKey } }),
    workflowBundle: await workflowBundle(),
    log,
  })
  const running = worker.run()
  // Temporal's own default stops workers at SIGUSR2; without a listener it would end this process.
  const received = new Promise((resolve) => process.once('SIGUSR2', resolve))
  process.kill(process.pid, 'SIGUSR2')
  await received
  const clientConnection = openPatientConnection({ address })
  const client = new Client({ connection: clientConnection, namespace: 'process' })
  const result = await client.workflow.execute('loanApproved', {
    workflowId: `worker-test/${randomUUID()}`,
    taskQueue: 'worker-test',
    args: [makeTask('loan-approved', { cbs_account_id: 'LN-GONE' })],
  })
  expect(result).toMatchObject({ state: 'rejected', reason: 'Mambu has no loan LN-GONE' })
  expect(worker.getState()).toBe('RUNNING')
  await waitFor('a line of the SDK', () => lines.some((line) => line.includes('Worker state changed')))
  worker.shutdown()
  await running
  await clientConnection.close()
  await connection.close()
  await mambu.stop()
})
