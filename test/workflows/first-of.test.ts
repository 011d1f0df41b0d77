import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { runTestWorker, type TestWorker } from './run-worker.ts'

// The second round keeps no run in memory: every step replays the history, as after a restart of the worker.
describe.each([500, 0])('several waits at once, with %i cached runs', (maxCachedWorkflows) => {
  let worker: TestWorker

  beforeAll(async () => {
    worker = await runTestWorker({
      taskQueue: `first-of-${maxCachedWorkflows}`,
      activities: {},
      workflowsPath: fileURLToPath(new URL('./first-of-fixture.ts', import.meta.url)),
      maxCachedWorkflows,
    })
  })

  afterAll(() => worker?.stop())

  async function start(type: string, data: unknown = null): Promise<WorkflowHandle> {
    const handle = await worker.client.workflow.start(type, {
      workflowId: `first-of/t/${randomUUID()}`,
      taskQueue: worker.taskQueue,
      args: [makeTask('first-of', data)],
      workflowExecutionTimeout: '30 seconds',
    })
    if (type !== 'failsInOne' && data === null)
      await waitFor('it waits', async () =>
        (await trace(handle)).some(({ node, state }) => node === 'Any / Call' && state === 'waiting'),
      )
    return handle
  }

  const trace = (handle: WorkflowHandle) => handle.query<TraceEntry[]>(TRACE_QUERY)

  test('the first goes on, and the others are given up, not failed', async () => {
    const handle = await start('waitsForAny')
    await handle.signal('right', 1)
    await handle.signal('right', 'now')
    expect(await handle.result()).toEqual({ left: null, right: 'now', call: null })
    expect((await trace(handle)).map(({ node, state, note }) => `${node}: ${state}, ${note}`)).toEqual([
      'Any: passed, null',
      'Any / Left: passed, Given up: another came first',
      expect.stringContaining("Any / Right: passed, Got the signal 'right'; refused 1"),
      'Any / Call: passed, Given up: another came first',
    ])
  })

  test('a time-out of one ends them all', async () => {
    expect(await (await start('waitsForAny', 20)).result()).toEqual({ left: null, right: null, call: null })
  })

  test('a signal for a wait that was given up is taken by the next', async () => {
    const handle = await start('waitsAgain')
    await handle.signal('callback', 'called')
    await waitFor('the others are given up', async () => (await trace(handle)).at(-1)?.node === 'Go')
    await handle.signal('left', 'later')
    await handle.signal('go', 'on')
    expect(await handle.result()).toEqual({
      first: expect.objectContaining({ call: 'called' }),
      left: 'later',
    })
  })

  test('what fails in one fails the task, and a cancellation cancels all', async () => {
    const failed = await (await start('failsInOne')).result().catch((error: unknown) => error)
    expect((failed as WorkflowFailedError).cause).toMatchObject({ message: 'Any / Bad: broken' })
    const handle = await start('waitsForAny')
    await handle.cancel()
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError)
    expect((await trace(handle)).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed'])
  })
})
