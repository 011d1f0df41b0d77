import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { runTestWorker, type TestWorker } from './run-worker.ts'

/** By event: lets its booking end. */
const bookings = new Map<string, () => void>()

// The second round keeps no run in memory: every step replays the history, as after a restart of the worker.
describe.each([500, 0])('signals before the end, with %i cached runs', (maxCachedWorkflows) => {
  let worker: TestWorker

  beforeAll(async () => {
    worker = await runTestWorker({
      taskQueue: `take-signals-${maxCachedWorkflows}`,
      activities: { book: (event: string) => new Promise<void>((end) => bookings.set(event, end)) },
      workflowsPath: fileURLToPath(new URL('./take-signals-fixture.ts', import.meta.url)),
      maxCachedWorkflows,
    })
  })

  afterAll(() => worker?.stop())

  const start = (type: string): Promise<WorkflowHandle> =>
    worker.client.workflow.start(type, {
      workflowId: `take-signals/t/${randomUUID()}`,
      taskQueue: worker.taskQueue,
      args: [makeTask('take-signals', null)],
      workflowExecutionTimeout: '30 seconds',
    })

  async function book(event: string): Promise<void> {
    await waitFor(`${event} is being booked`, () => bookings.has(event))
    bookings.get(event)?.()
    bookings.delete(event)
  }

  test('whatever comes before the task ends is heard, also what comes while a late one is seen to', async () => {
    const handle = await start('booksAll')
    await waitFor('the first is being booked', () => bookings.has('first'))
    for (const event of ['second', 7, 'throw', 'third']) await handle.signal('event', event)
    await book('first')
    await book('second')
    await waitFor('the third is being booked', () => bookings.has('third'))
    await handle.signal('event', 'last')
    await book('third')
    await book('last')
    expect(await handle.result()).toEqual(['first', 'second', 'third', 'last'])
  })

  test('each is taken once, in order, and signals of other names are left where they are', async () => {
    const handle = await start('takesTheRest')
    await handle.signal('event', 'one')
    await handle.signal('other', 'left')
    await handle.signal('event', 'two')
    await handle.signal('go', 'now')
    expect(await handle.result()).toEqual({ events: ['one', 'two'], none: [], other: 'left' })
  })

  test('what a node waits for is not taken from it', async () => {
    const error = await (await start('takesWhileWaiting')).result().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(WorkflowFailedError)
    expect((error as WorkflowFailedError).cause).toMatchObject({ type: 'SignalAwaited' })
  })
})
