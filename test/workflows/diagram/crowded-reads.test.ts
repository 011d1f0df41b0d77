/**
 * A task that reads another one has a place of its worker while it waits, and the other one needs such a place to answer. So a
 * crowd that reads at once must not take them all: they would wait for each other for ever.
 */
import { randomUUID } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { Client, type Connection, type WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEngineActivities } from '../../../src/activities/index.ts'
import { createDirectory } from '../../../src/process/diagram/process-directory.ts'
import { knownProcesses } from '../../../src/project/find-processes.ts'
import { spliceable } from '../../../src/project/load-diagrams.ts'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import { completeSnapshot } from '../../../src/settings/snapshot.ts'
import { openPatientConnection } from '../../../src/temporal/patient-connection.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from '../run-worker.ts'
import { openTask } from './open-bank.ts'

/** More than a worker runs at once (`maxConcurrentWorkflowTaskExecutions`). */
const CROWD = 50
const taskQueue = `crowd-${randomUUID()}`
let connection: Connection
let limits: WorkflowHandle
let tasks: readonly WorkflowHandle[]
let worker: TestWorker | undefined

/** All of them wait for a worker, as after an outage. */
beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  const client = new Client({ connection, namespace: NAMESPACE })
  const run = randomUUID()
  limits = await openTask({ client, taskQueue }, '5001-limits', run, { limit: 500, name: 'Ada' })
  const refs = Array.from({ length: CROWD }, (_, at) => `${run}-${at}`)
  tasks = await Promise.all(
    refs.map((ref) => openTask({ client, taskQueue }, '6001-reads', ref, { client: run })),
  )
})
afterAll(async () => {
  await limits?.terminate()
  await worker?.stop()
  await connection?.close()
})

test('more tasks than a worker runs at once read one task, and all of them end', async () => {
  const { startNodes, diagrams } = await loadProcesses(pathToFileURL('test/fixtures/diagrams/bank/'))
  const settings = completeSnapshot({ settingsId: 's', revision: 1, startNodes: {} })
  worker = await runTestWorker({
    taskQueue,
    diagrams: spliceable(diagrams),
    activities: createEngineActivities({
      settings: { read: async () => settings },
      signingKeys: [],
      encryptionKeys: [],
      client: new StartClient({ connection, namespace: NAMESPACE }),
      publicUrl: 'http://127.0.0.1:1',
      directory: createDirectory(knownProcesses(startNodes, diagrams)),
    }),
  })
  const results = await Promise.all(tasks.map((task) => task.result()))
  for (const result of results) expect(result).toMatchObject({ outcome: 'success', data: { limit: 500 } })
})
