/** What an activity failed with is a failure in Temporal, encrypted where there is a key; the log says only what kind it is. */
import { randomUUID } from 'node:crypto'
import { ApplicationFailure, Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

test('the line of a failed activity says its type and place, and nothing of what a peer answered or a task held', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) })
  installRuntime(log)
  const address = temporalAddress()
  const connection = await NativeConnection.connect({ address })
  const taskQueue = `sdk-log-${randomUUID()}`
  const cause = Object.assign(new Error('canary of the cause\n    at canary (line of the message)'), {
    code: 'E_CODE',
  })
  const activities = {
    ...createActivities({ mambu: null }),
    async getLoan(): Promise<never> {
      throw ApplicationFailure.create({
        message: 'Mambu answered 400: canary',
        type: 'MambuRefused',
        nonRetryable: true,
        details: [{ status: 400, errors: [{ errorReason: 'canary' }] }],
        cause,
      })
    },
  }
  const worker = await createStartnodeWorker({
    ...{ connection, namespace: 'process', taskQueue, activities, log },
    workflowBundle: await workflowBundle(),
  })
  const running = worker.run()
  const clientConnection = openPatientConnection({ address })
  const client = new Client({ connection: clientConnection, namespace: 'process' })
  const result = client.workflow.execute('loanApproved', {
    workflowId: taskQueue,
    taskQueue,
    args: [makeTask('loan-approved', { cbs_account_id: 'LN1' })],
  })
  await expect(result).rejects.toThrow()
  const failed = () => lines.find((line) => line.includes('Activity failed'))
  await waitFor('the line', () => failed())
  worker.shutdown()
  await running
  await clientConnection.close()
  await connection.close()
  expect(JSON.parse(failed() as string)).toMatchObject({
    error: {
      name: 'ApplicationFailure',
      type: 'MambuRefused',
      nonRetryable: true,
      at: expect.arrayContaining([expect.stringContaining('sdk-log.test.ts')]),
      cause: { code: 'E_CODE' },
    },
  })
  expect(lines.filter((line) => line.includes('canary'))).toEqual([])
})
