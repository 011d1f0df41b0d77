/** Delays and time-outs of days and years, on the time-skipping server. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from './make-task.ts'

const DAY = 24 * 60 * 60 * 1_000
/** What the real machine may add. */
const SLACK = 60_000
const taskQueue = 'long-delays'
const CALLS = fileURLToPath(new URL('./nodes/calls-fixture.ts', import.meta.url))
let environment: TestWorkflowEnvironment
let endWorker: () => Promise<void>

async function startWorker(): Promise<void> {
  const worker = await createStartnodeWorker({
    connection: environment.nativeConnection,
    namespace: 'default',
    taskQueue,
    activities: {},
    workflowsPath: CALLS,
    workflowBundle: await workflowBundle(CALLS),
    // The time-skipping server never takes a step back from the queue of a worker that is gone.
    maxCachedWorkflows: 0,
    log: createLogger('fatal', false),
  })
  const running = worker.run()
  endWorker = async () => {
    worker.shutdown()
    await running
  }
}

beforeAll(async () => {
  environment = await openTimeSkipping()
  await startWorker()
}, OPENS_WITHIN_MS)

afterAll(async () => {
  await endWorker?.()
  await environment?.teardown()
})

function start(type: string, data: unknown): Promise<WorkflowHandle> {
  return environment.client.workflow.start(type, {
    workflowId: `${type}/t/${randomUUID()}`,
    taskQueue,
    args: [makeTask(type, data)],
    workflowExecutionTimeout: '2000 days',
  })
}

/** When a run began and ended, by its history. */
async function timesOf(handle: WorkflowHandle): Promise<{ began: number; lasted: number }> {
  const { events } = await handle.fetchHistory()
  const at = (index: number) => 1_000 * Number(events?.at(index)?.eventTime?.seconds ?? Number.NaN)
  return { began: at(0), lasted: at(-1) - at(0) }
}

function expectAbout(ms: number, expected: number): void {
  expect(ms).toBeGreaterThanOrEqual(expected - 1_000)
  expect(ms).toBeLessThan(expected + SLACK)
}

test('a delay of 14 days lasts 14 days, and this test a moment', async () => {
  const from = performance.now()
  const task = await start('delays', 14 * DAY)
  await task.result()
  expectAbout((await timesOf(task)).lasted, 14 * DAY)
  expect(performance.now() - from).toBeLessThan(30_000)
})

test('a delay until a date in three years ends at that date, also over a leap day', async () => {
  const until = new Date((await environment.currentTimeMs()) + 3 * 366 * DAY).toISOString()
  const task = await start('delays', until)
  await task.result()
  const { began, lasted } = await timesOf(task)
  expectAbout(began + lasted, Date.parse(until))
})

test('a bare day begins at midnight UTC', async () => {
  const day = new Date((await environment.currentTimeMs()) + 40 * DAY).toISOString().slice(0, 10)
  const task = await start('delays', day)
  await task.result()
  const { began, lasted } = await timesOf(task)
  expectAbout(began + lasted, Date.parse(`${day}T00:00:00Z`))
})

test('a worker that is away for days neither shortens nor lengthens a delay', async () => {
  const task = await start('delays', 30 * DAY)
  await environment.sleep(10 * DAY)
  expect((await task.query<TraceEntry[]>(TRACE_QUERY))[0]).toMatchObject({ state: 'waiting' })
  await endWorker()
  await environment.sleep(10 * DAY)
  await startWorker()
  await task.result()
  expectAbout((await timesOf(task)).lasted, 30 * DAY)
})

test('a task waits one day for a callback unless it says otherwise, and the trace says until when', async () => {
  const task = await start('waits', null)
  expect(await task.result()).toBe(null)
  const { began, lasted } = await timesOf(task)
  expectAbout(lasted, DAY)
  const [visit] = await task.query<TraceEntry[]>(TRACE_QUERY)
  const until = /^No callback until (\S+)$/.exec(visit?.note ?? '')?.[1] ?? ''
  expectAbout(Date.parse(until) - began, DAY)
})

test('a callback that comes after months still counts', async () => {
  const task = await start('waits', { timeoutMs: 365 * DAY })
  await environment.sleep(100 * DAY)
  await task.signal('callback', { late: 'but in time' })
  expect(await task.result()).toEqual({ late: 'but in time' })
  expectAbout((await timesOf(task)).lasted, 100 * DAY)
})
