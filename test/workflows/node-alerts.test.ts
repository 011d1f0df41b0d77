/** Who judges the number of tasks in a node: each crossing of a value has one task, also when Temporal goes through it again. */
import { randomUUID } from 'node:crypto'
import type { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALERTS, LOOK_SIGNAL, type NodeLook } from '../../src/process/diagram/count-guard.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from './run-worker.ts'

const taskQueue = `node-alerts-${randomUUID()}`
/** Nobody runs it: what counts is what is started. */
const process = `crowd-${randomUUID().slice(0, 8)}`
const guards = [
  { value: 2, to: 'few' },
  { value: 4, to: 'many' },
]

let worker: TestWorker
let connection: Connection
/** How many stand there at each look; null: the guards are gone. */
let numbers: (number | null)[] = []

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  await registerSearchAttributes(connection, NAMESPACE)
  worker = await runTestWorker({
    taskQueue,
    activities: {
      async lookAtNode(): Promise<NodeLook | null> {
        const standing = numbers.shift() ?? null
        return standing === null ? null : { standing, guards, version: 'v', place: 'Wait [n]' }
      },
    },
  })
})
afterAll(async () => {
  await worker?.stop()
  await connection?.close()
})

async function look(node: string) {
  return await worker.client.workflow.signalWithStart(ALERTS.workflowType, {
    workflowId: `${ALERTS.prefix}${process}/${node}`,
    taskQueue,
    args: [{ process, node }],
    signal: LOOK_SIGNAL,
  })
}

/** Workflow ids of the tasks it has started, in turn. */
async function started(workflowId: string): Promise<string[]> {
  const { events } = await worker.client.workflow.getHandle(workflowId).fetchHistory()
  return (events ?? []).flatMap(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId ?? [],
  )
}

async function countTasks(): Promise<number> {
  return (await worker.client.workflow.count(`MpoProcess = '${process}'`)).count
}

test('each crossing has its task, and going through it again starts none', async () => {
  numbers = [3, 5, 1, 1]
  const watch = await look('n1')
  await waitFor('both are on', () => numbers.length === 2)
  await look('n1')
  await watch.result()
  const ids = await started(watch.workflowId)
  expect(new Set(ids).size).toBe(4)
  for (const id of ids) expect(id).toMatch(new RegExp(`^${process}/t/[0-9a-f]{24}$`))
  await waitFor('visibility knows of all', async () => (await countTasks()) === 4)

  numbers = [3, 5, 1, 1]
  const { events } = await watch.fetchHistory()
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)
  const { runId } = await watch.describe()
  const again = await worker.client.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId: watch.workflowId, runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'by the test',
  })
  await waitFor('both are on again', () => numbers.length === 2)
  await look('n1')
  await worker.client.workflow.getHandle(watch.workflowId, again.runId).result()
  // The same ids, so Temporal refuses each
  expect(await started(watch.workflowId)).toEqual(ids)
  expect(await countTasks()).toBe(4)
})

test('it ends where nothing is on, and where the process has no such guard any more', async () => {
  const before = await countTasks()
  numbers = [1, 0]
  await (await look('n2')).result()
  numbers = [9, null]
  const watch = await look('n3')
  await watch.result()
  expect(await started(watch.workflowId)).toHaveLength(2)
  await waitFor('visibility knows of both', async () => (await countTasks()) === before + 2)
})
