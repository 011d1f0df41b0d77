import { randomUUID } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { createActivities } from '../activities/index.ts'
import { installRuntime } from '../src/install-runtime.ts'
import { createLogger } from '../src/logger.ts'
import { startMambuStandIn } from '../src/mambu/stand-in.ts'
import { createStartnodeWorker } from '../src/worker.ts'
import { temporalAddress } from './helpers/temporal.ts'
import { waitFor } from './helpers/wait-for.ts'
import { makeTask } from './workflows/make-task.ts'

test('a signal of the process does not stop the worker, and its logs go through our logger', async () => {
  const lines: string[] = []
  const log = createLogger('info', false)
  const info = log.info.bind(log)
  log.info = (...line: unknown[]) => {
    lines.push(String(line[1]))
    if (lines.length < 0) info('')
  }
  installRuntime(log)
  const address = temporalAddress()
  const mambu = await startMambuStandIn()
  const connection = await NativeConnection.connect({ address })
  const worker = await createStartnodeWorker({
    connection,
    namespace: 'process',
    taskQueue: 'worker-test',
    activities: createActivities({ mambu: { baseUrl: mambu.url, apiKey: mambu.apiKey } }),
    log,
  })
  const running = worker.run()
  const keepAlive = () => {}
  process.on('SIGUSR2', keepAlive)
  process.kill(process.pid, 'SIGUSR2')
  const clientConnection = await Connection.connect({ address })
  const client = new Client({ connection: clientConnection, namespace: 'process' })
  const result = await client.workflow.execute('loanApproved', {
    workflowId: `worker-test/${randomUUID()}`,
    taskQueue: 'worker-test',
    args: [makeTask('loan-approved', { cbs_account_id: 'LN-GONE' })],
  })
  expect(result).toMatchObject({ state: 'rejected', reason: 'Mambu has no loan LN-GONE' })
  expect(worker.getState()).toBe('RUNNING')
  await waitFor('the SDK logs through ours', () => lines.includes('Worker state changed'))
  process.off('SIGUSR2', keepAlive)
  worker.shutdown()
  await running
  await clientConnection.close()
  await connection.close()
  await mambu.stop()
})
