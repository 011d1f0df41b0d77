/** Where a task is, asked of a real server. */
import type { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocateTask } from '../../src/activities/locate-task.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { MPO_TASK_ID } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const NAMESPACE = 'process-2'
let connection: Connection

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
})

afterAll(() => connection?.close())

test('in a namespace without the search attributes a task that is not at its own id is not found, and nobody asks for ever', async () => {
  const searchAttributes = [MPO_TASK_ID.name]
  await connection.operatorService.removeSearchAttributes({ namespace: NAMESPACE, searchAttributes })
  const client = new StartClient({ connection, namespace: NAMESPACE })
  const query = `${MPO_TASK_ID.name} = 'x'`
  // The server may remember them for a moment
  await waitFor('the attribute to be gone', () =>
    client
      .list({ query })
      [Symbol.asyncIterator]()
      .next()
      .then(
        () => false,
        () => true,
      ),
  )
  const locateTask = createLocateTask({ client, readSettings: () => Promise.reject(new Error('not asked')) })
  const place = await locateTask({ target: 'waits', taskId: 'ab'.repeat(12) })
  expect(place).toMatchObject({ workflowId: `waits/t/${'ab'.repeat(12)}`, run: null })
})
