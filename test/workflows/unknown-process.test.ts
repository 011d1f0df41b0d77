/** The default workflow of a bundle: fails what nobody knows, and leaves alone what another build began. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowFailedError } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { runTestWorker, type TestWorker } from './run-worker.ts'

/** Only the engine's workflows: every process is unknown. */
const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url))
let worker: TestWorker

beforeAll(async () => {
  worker = await runTestWorker({ taskQueue: 'unknown-process', activities: {}, workflowsPath })
})
afterAll(() => worker?.stop())

test('an unknown workflow type fails with what to do, with a task and without', async () => {
  for (const args of [[], [makeTask('not-there', {})]]) {
    const run = worker.client.workflow.execute('notThere', {
      workflowId: `not-there/t/${randomUUID()}`,
      taskQueue: 'unknown-process',
      args,
    })
    const error = await run.catch((caught: unknown) => caught)
    expect((error as WorkflowFailedError).cause).toMatchObject({
      type: 'process_unknown',
      nonRetryable: true,
      message: expect.stringContaining("has no workflow 'notThere': export it from workflows/index.ts"),
    })
  }
})

test('a task of a diagram that this worker does not have is not ended: it waits for one that has it', async () => {
  const handle = await worker.client.workflow.start('4711-not-there', {
    workflowId: `4711-not-there/t/${randomUUID()}`,
    taskQueue: 'unknown-process',
    args: [makeTask('4711-not-there', {})],
  })
  await waitFor('its workflow task failed, and says why', async () => {
    const { events = [] } = await handle.fetchHistory()
    const failed = events?.find((event) => event.workflowTaskFailedEventAttributes)
    return failed?.workflowTaskFailedEventAttributes?.failure?.message?.includes(
      "no workflow '4711-not-there'",
    )
  })
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await handle.terminate()
})

test('a known one is not swallowed', async () => {
  const id = `startnode-sum/${randomUUID()}`
  const handle = await worker.client.workflow.start('startnodeSum', {
    workflowId: id,
    taskQueue: 'unknown-process',
    args: [{}],
  })
  expect(await handle.query('total')).toEqual({ total: '0', count: 0 })
  await handle.terminate()
})

test('a task that another build began is not ended, also one that has only waited so far: it waits for that build', async () => {
  const taskQueue = 'unknown-later'
  const options = { taskQueue, activities: {}, maxCachedWorkflows: 0 }
  const nodes = fileURLToPath(new URL('./nodes-fixture.ts', import.meta.url))
  const builder = await runTestWorker({ ...options, workflowsPath: nodes })
  const begin = async (type: string, data: unknown) => {
    const handle = await builder.client.workflow.start(type, {
      workflowId: `${type}/t/${randomUUID()}`,
      taskQueue,
      args: [makeTask(type, data)],
      workflowExecutionTimeout: '2 minutes',
    })
    await waitFor('it has begun', () => handle.query('trace'))
    return handle.workflowId
  }
  const ids = [await begin('throwsInSignal', null), await begin('waitsTwice', null)]
  await builder.stop()

  const other = await runTestWorker({ ...options, workflowsPath })
  for (const id of ids) {
    const handle = other.client.workflow.getHandle(id)
    await handle.signal('something', 1)
    const failed = await waitFor(
      'its workflow task fails',
      async () =>
        (await handle.fetchHistory()).events?.find((event) => event.workflowTaskFailedEventAttributes),
      40_000,
    )
    expect(failed.workflowTaskFailedEventAttributes?.failure?.message).toMatch(/has no workflow/)
    expect((await handle.describe()).status.name).toBe('RUNNING')
    await handle.terminate()
  }
  await other.stop()
})
