/** kill -9 of the worker in the middle of API calls, sums, states and queues: each counts exactly once. */
import { randomUUID } from 'node:crypto'
import { Client, type Connection, type WorkflowHandle } from '@temporalio/client'
import { temporal } from '@temporalio/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workflowTypeOf } from '../../src/process/ids/process-id.ts'
import type { SumResult } from '../../src/process/ids/shared-names.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../activities/answering-server.ts'
import { builtProgram } from '../helpers/built-project.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

const namespace = 'faults'
const taskQueue = 'faults-nodes'
let connection: Connection
let client: Client
let server: AnsweringServer
let worker: Child
let isHeld = true

async function startWorker(): Promise<void> {
  const { codePath } = await workflowBundle(new URL('./node-workflows.ts', import.meta.url))
  const script = await builtProgram('test/faults/run-node-worker.ts')
  worker = startChild([script, temporalAddress(), namespace, taskQueue, codePath], { env: plainEnv() })
  const child = worker
  await waitFor(
    'the worker is ready',
    () => {
      if (!child.isRunning()) throw new Error(child.stderr())
      return child.stdout().includes('ready')
    },
    60_000,
  )
}

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  client = new Client({ connection, namespace })
  // A call that is under way when its worker dies gets no answer
  server = await startAnsweringServer((_request, response) => {
    if (!isHeld) answerJson(response, { paid: true })
  })
  await startWorker()
})

afterAll(async () => {
  await worker?.end('SIGKILL')
  await server?.stop()
  await connection?.close()
})

async function start(process: string, data: unknown): Promise<WorkflowHandle> {
  const task = makeTask(process, data)
  return client.workflow.start(workflowTypeOf(process), {
    workflowId: `${process}/t/${task.taskId}`,
    taskQueue,
    args: [task],
    workflowExecutionTimeout: '3 minutes',
  })
}

function startMany(count: number, process: string, dataOf: (index: number) => unknown) {
  return Promise.all(Array.from({ length: count }, (_, index) => start(process, dataOf(index))))
}

const resultsOf = (tasks: readonly WorkflowHandle[]) =>
  Promise.all(tasks.map((task) => task.result() as Promise<unknown>))

/** The attempt each activity of a task ended with. */
async function attemptsOf(task: WorkflowHandle): Promise<number[]> {
  const { events } = await task.fetchHistory()
  return (events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? [])
}

/** Whether Temporal has an activity of one of the tasks as begun and not ended. */
async function areUnderWay(tasks: readonly WorkflowHandle[]): Promise<boolean> {
  const described = await Promise.all(tasks.map((task) => task.describe()))
  return described.some(({ raw }) =>
    raw.pendingActivities?.some(
      ({ state }) => state === temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
    ),
  )
}

/**
 * Stops the worker (SIGSTOP) at a moment at which each group has an activity under way. What the worker had sent just before
 * may still be on its way, hence the second look.
 */
async function stopAmid(groups: readonly (readonly WorkflowHandle[])[]): Promise<void> {
  const areAll = async () => (await Promise.all(groups.map(areUnderWay))).every(Boolean)
  await waitFor('an activity of each group is under way', async () => {
    worker.send('SIGSTOP')
    if ((await areAll()) && (await areAll())) return true
    worker.send('SIGCONT')
    return false
  })
}

test('what was under way when the worker was killed is done again and counts once', {
  timeout: 170_000,
}, async () => {
  const name = `killed-${randomUUID()}`
  const total = client.workflow.getHandle(`startnode-sum/${name}`)
  const adders = await startMany(12, 'adds-often', () => ({ name, times: 15 }))
  const setters = await startMany(4, 'sets-often', () => ({ times: 40 }))
  const items = Array.from({ length: 40 }, (_, index) => index)
  const putters = await startMany(4, 'puts-often', (index) => ({
    name,
    items: items.slice(index * 10, (index + 1) * 10),
  }))
  const takers = await startMany(4, 'takes-often', () => ({ name, times: 10 }))
  await waitFor('sums were added', async () => (await total.query<SumResult>('total')).count > 20)
  const payer = await start('calls-once', { url: server.url })
  await waitFor('the call is under way', () => server.seen.length === 1)
  await stopAmid([adders, setters])
  await worker.end('SIGKILL')
  const sharers = [...adders, ...setters, ...putters, ...takers]
  const states = await Promise.all(sharers.map((task) => task.describe()))
  expect(states.filter(({ status }) => status.name === 'RUNNING').length).toBeGreaterThan(8)

  isHeld = false
  await startWorker()
  expect(await payer.result()).toMatchObject({ status: 200, body: { paid: true } })
  const keys = server.seen.map(({ headers }) => headers['idempotency-key'])
  expect(keys).toEqual([keys[0], keys[0]])
  expect(keys[0]).toMatch(/\w{8}/)
  expect(await attemptsOf(payer)).toEqual([2])

  await resultsOf(adders)
  expect(await total.query('total')).toEqual({ total: '18', count: 180 })
  expect(await resultsOf(setters)).toEqual([40, 40, 40, 40])
  await resultsOf(putters)
  const taken = (await resultsOf(takers)).flat() as number[]
  expect(taken.sort((a, b) => a - b)).toEqual(items)
  // The kill did cut through sums and states
  for (const tasks of [adders, setters]) {
    const attempts = (await Promise.all(tasks.map(attemptsOf))).flat()
    expect(Math.max(...attempts)).toBe(2)
  }
})
