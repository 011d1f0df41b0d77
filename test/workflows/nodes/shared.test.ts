/** Queues, sums and states: exact over many tasks, retries, workers that die and histories that begin anew. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { WithStartWorkflowOperation, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QueuedTask, SumResult } from '../../../src/process/ids/shared-names.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../make-task.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from '../run-worker.ts'

const taskQueue = 'nodes-shared'
const workflowsPath = fileURLToPath(new URL('./shared-fixture.ts', import.meta.url))
let worker: TestWorker

async function startWorker(): Promise<void> {
  worker = await runTestWorker({ taskQueue, activities: {}, workflowsPath })
}

beforeAll(startWorker)
afterAll(() => worker?.stop())

function start(type: string, data: unknown = null, process = 'shared'): Promise<WorkflowHandle> {
  return worker.client.workflow.start(type, {
    workflowId: `${process}/t/${randomUUID()}`,
    taskQueue,
    args: [makeTask(process, data)],
    workflowExecutionTimeout: '2 minutes',
  })
}

async function run(type: string, data: unknown): Promise<unknown> {
  return (await start(type, data)).result()
}

const fresh = (word: string) => `${word}-${randomUUID()}`
const queueOf = (name: string) => worker.client.workflow.getHandle(`startnode-queue/${name}`)

test('a queue gives the first or the last, and null when it is empty', async () => {
  const name = fresh('loans')
  await run('putsItems', { name, items: ['a', 'b', { c: 3 }] })
  expect(await run('takesItems', { name, order: 'DESC' })).toEqual([{ c: 3 }])
  expect(await run('takesItems', { name, times: 3 })).toEqual(['a', 'b', null])
})

test('20 takers at once take each task once', async () => {
  const name = fresh('many')
  const items = Array.from({ length: 40 }, (_, index) => index)
  const put = (some: number[]) => run('putsItems', { name, items: some })
  const before = put(items.slice(0, 10))
  const takers = await Promise.all(
    Array.from({ length: 20 }, () => start('takesItems', { name, times: 2, waitMs: 60_000 })),
  )
  await Promise.all([before, ...[10, 16, 22, 28, 34].map((from) => put(items.slice(from, from + 6)))])
  const taken = (await Promise.all(takers.map((taker) => taker.result()))).flat() as number[]
  expect(taken.sort((a, b) => a - b)).toEqual(items)
})

test('a full queue lets a task wait for room, and one that never fits fails it', async () => {
  const name = fresh('full')
  const items = Array.from({ length: 5 }, (_, index) => `${index}${'x'.repeat(250_000)}`)
  const putter = await start('putsItems', { name, items })
  await waitFor('it is full', async () => (await queueOf(name).query<QueuedTask[]>('tasks')).length === 4)
  expect(await run('takesItems', { name })).toEqual([items[0]])
  await putter.result()
  expect(await queueOf(name).query('tasks')).toHaveLength(4)
  const error = await run('putsItems', { name, items: ['x'.repeat(300_000)] }).catch(
    (caught: unknown) => caught,
  )
  expect((error as WorkflowFailedError).cause).toMatchObject({
    type: 'queue_task_too_large',
    message: 'Hand over: A task in a queue has at most 256 KiB',
  })
})

test('a taker that waits is given what comes, and null when nothing comes in time', async () => {
  const name = fresh('late')
  expect(await run('takesItems', { name, waitMs: 20 })).toEqual([null])
  const taker = await start('takesItems', { name, waitMs: 60_000 })
  await waitFor(
    'the taker waits',
    async () => ((await taker.query('trace')) as { state: string }[])[0]?.state === 'waiting',
  )
  await run('putsItems', { name, items: ['came'] })
  expect(await taker.result()).toEqual(['came'])
})

test('what was for a taker that is gone, or was cancelled, stays in the queue', async () => {
  const name = fresh('gone')
  const waiting = async () => {
    const taker = await start('takesItems', { name, waitMs: 60_000 })
    await waitFor(
      'the taker waits',
      async () => ((await taker.query('trace')) as { state: string }[])[0]?.state === 'waiting',
    )
    return taker
  }
  const [terminated, cancelled] = [await waiting(), await waiting()]
  await terminated.terminate()
  await cancelled.cancel()
  await expect(cancelled.result()).rejects.toThrow(WorkflowFailedError)
  await run('putsItems', { name, items: ['kept'] })
  await waitFor('it is back', async () => (await queueOf(name).query<QueuedTask[]>('tasks')).length === 1)
  expect(await run('takesItems', { name })).toEqual(['kept'])
})

test('the worker stops between putting and taking: nothing is lost or doubled', async () => {
  const name = fresh('restart')
  const running = await Promise.all([
    start('putsItems', { name, items: [1, 2, 3, 4, 5, 6] }),
    start('takesItems', { name, times: 6, waitMs: 60_000 }),
  ])
  await waitFor('the first was put', () => queueOf(name).describe())
  await worker.stop()
  await startWorker()
  const [, taken] = await Promise.all(
    running.map(({ workflowId }) => worker.client.workflow.result(workflowId)),
  )
  expect(taken).toEqual([1, 2, 3, 4, 5, 6])
})

test('a sum is exact over many tasks that add at once', async () => {
  const name = fresh('fees')
  const amounts = ['0.1', 0.2, '-0.05']
  await Promise.all(Array.from({ length: 8 }, () => run('addsAmounts', { name, amounts })))
  expect(await run('addsAmounts', { name, amounts: [] })).toBe('2')
})

test('a task that is reset to its beginning adds nothing again', async () => {
  const name = fresh('reset')
  const task = await start('addsAmounts', { name, amounts: ['1', '2'] })
  expect(await task.result()).toBe('3')
  const { events } = await task.fetchHistory()
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)
  await worker.client.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId: task.workflowId },
    reason: 'test',
    requestId: randomUUID(),
    ...(first?.eventId ? { workflowTaskFinishEventId: first.eventId } : {}),
  })
  expect(await worker.client.workflow.getHandle(task.workflowId).result()).toBe('3')
  expect(
    (await worker.client.workflow.getHandle(`startnode-sum/${name}`).query<SumResult>('total')).count,
  ).toBe(2)
})

test('a process that continues as new counts every visit', async () => {
  const name = fresh('rounds')
  expect(await run('addsInRounds', { name, rounds: 3 })).toBe('3')
})

test('a queue that continues as new under load loses and doubles nothing', async () => {
  const name = fresh('busy')
  const { workflow } = worker.client
  const update = (type: string, updateId: string, argument: unknown) =>
    workflow.executeUpdateWithStart(type, {
      startWorkflowOperation: new WithStartWorkflowOperation('startnodeQueue', {
        workflowId: `startnode-queue/${name}`,
        taskQueue,
        args: [{}],
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
      updateId,
      args: [argument],
    })
  const put = (index: number) =>
    update('put', `put-${index}`, {
      sender: { process: 'busy', taskId: 'a', ref: null },
      data: { index, text: 'x'.repeat(150_000) },
    })
  const take = (index: number) =>
    update('take', `take-${index}`, { order: 'ASC', taker: null }) as Promise<QueuedTask<{ index: number }>>

  await put(0)
  const { runId } = await queueOf(name).describe()
  const taken: number[] = []
  let last = 0
  let lengthThen: unknown
  do {
    last += 1
    const [task, length] = await Promise.all([take(last), put(last)])
    lengthThen = length
    taken.push(task.data.index)
  } while (last < 100 && (await queueOf(name).describe()).runId === runId)
  expect((await queueOf(name).describe()).runId).not.toBe(runId)
  // A retry that reaches the next run: nothing is put or taken again
  expect(await put(last)).toBe(lengthThen)
  expect((await take(last)).data.index).toBe(taken.at(-1))
  taken.push((await take(last + 1)).data.index)
  expect(taken).toEqual(Array.from({ length: last + 1 }, (_, index) => index))
  expect(await queueOf(name).query('tasks')).toEqual([])
})

test('a state is read by process and ref after its task is over', async () => {
  const ref = randomUUID()
  expect(await run('setsState', { ref, limit: '5' })).toEqual([null, 1, { limit: '5' }])
  expect(await run('setsState', { ref, limit: '7' })).toEqual([{ limit: '5' }, 2, { limit: '7' }])
})

test('a name that can not be used fails the task with the title of the node', async () => {
  const error = await (await start('namesBadly')).result().catch((caught: unknown) => caught)
  expect((error as WorkflowFailedError).cause).toMatchObject({
    message: 'Count the fees: the name of the sum can not be used: it is empty',
    type: 'name_invalid',
  })
})
