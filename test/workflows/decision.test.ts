/** Decisions on a real task: who decided is proved, and nobody decides under two names. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandleWithStartDetails } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Approvals, createCheckDecision } from '../../src/activities/check-decision.ts'
import { signDecision } from '../../src/keys/decision-proof.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { runTestWorker, type TestWorker } from './run-worker.ts'

const KEY = Buffer.alloc(32, 7)
const workers = {} as Record<Approvals, TestWorker>

beforeAll(async () => {
  for (const approvals of ['proved', 'any'] as const)
    workers[approvals] = await runTestWorker({
      taskQueue: `decision-${approvals}`,
      activities: { checkDecision: createCheckDecision([KEY], approvals) },
      workflowsPath: fileURLToPath(new URL('./decision-fixture.ts', import.meta.url)),
    })
})

afterAll(() => Promise.all(Object.values(workers).map((worker) => worker.stop())))

type Handle = WorkflowHandleWithStartDetails

function start(approvals: Approvals, data: object = {}, id: string = randomUUID()): Promise<Handle> {
  const { client, taskQueue } = workers[approvals]
  return client.workflow.start('decidesTwice', {
    workflowId: `decision/r/${id}`,
    taskQueue,
    args: [makeTask('decision', data)],
    workflowExecutionTimeout: '60 seconds',
  })
}

function decided(handle: Handle, by: string, actor = `api:${by}`) {
  const claim = { workflowId: handle.workflowId, firstRunId: handle.firstExecutionRunId, signal: 'approve' }
  return signDecision(KEY, { ...claim, payload: { by, decision: 'approve' } }, actor)
}

const latest = ({ client }: TestWorker, handle: Handle) => client.workflow.getHandle(handle.workflowId)

/** Until the node says so many refusals, the last with this reason. */
function untilRefused(approvals: Approvals, handle: Handle, title: string, count: number, why: string) {
  return waitFor(`'${why}' is said`, async () =>
    (await latest(workers[approvals], handle).query<TraceEntry[]>(TRACE_QUERY)).some(
      ({ node, note }) => node === title && note?.includes(`refused ${count}, the last because ${why}`),
    ),
  )
}

test('proved decisions count; unproved, forged, borrowed and shapeless ones do not, with a reason', async () => {
  const handle = await start('proved')
  const other = await start('proved')
  const bad: readonly (readonly [object, string])[] = [
    [{ by: 'bob', decision: 'approve' }, 'it carries no proof'],
    [decided(other, 'bob'), 'its proof is not of this decision on this task'],
    [{ ...decided(handle, 'bob'), decision: 'reject' }, 'its proof is not of this decision'],
    [decided(handle, 'carol', 'api:bob'), 'its proof is of bob, not of carol'],
    [{ by: 'bob' }, "it says no 'decision'"],
  ]
  for (const [index, [payload, why]] of bad.entries()) {
    await handle.signal('approve', payload)
    await untilRefused('proved', handle, 'First', index + 1, why)
  }
  await handle.signal('approve', decided(handle, 'bob'))
  await handle.signal('approve', decided(handle, 'carol', 'cli:carol'))
  expect(await handle.result()).toEqual([
    { by: 'bob', proved: true },
    { by: 'carol', proved: true },
  ])
  await other.terminate()
})

test('a copy of a decision counts for nothing: not twice in a task, not in a later run of it', async () => {
  for (const goesOn of [false, true]) {
    const handle = await start('proved', { goesOn })
    const decision = decided(handle, 'bob')
    await handle.signal('approve', decision)
    await handle.signal('approve', decision)
    const current = latest(workers.proved, handle)
    await untilRefused('proved', handle, 'Second', 1, 'its proof was used before')
    await current.signal('approve', decision)
    await untilRefused('proved', handle, 'Second', 2, 'its proof was used before')
    await current.signal('approve', decided(handle, 'carol'))
    expect(await current.result()).toMatchObject([{ by: 'bob' }, { by: 'carol' }])
  }
})

test('a decision that was dropped does not come back by a copy', async () => {
  const handle = await start('proved', { fresh: true })
  await handle.signal('approve', decided(handle, 'bob'))
  const early = decided(handle, 'dave')
  await handle.signal('approve', early)
  await handle.signal('go')
  await waitFor('the second question', async () =>
    (await handle.query<TraceEntry[]>(TRACE_QUERY)).some(({ node }) => node === 'Second'),
  )
  await handle.signal('approve', early)
  await untilRefused('proved', handle, 'Second', 1, 'its proof was used before')
  await handle.signal('other')
  expect(await handle.result()).toEqual([{ by: 'bob', proved: true }, 'other'])
})

test('a decision on a task counts for no later task of the same ref', async () => {
  const id = randomUUID()
  const first = await start('proved', {}, id)
  await first.terminate()
  const second = await start('proved', {}, id)
  await second.signal('approve', decided(first, 'bob'))
  await untilRefused('proved', second, 'First', 1, 'its proof is not of this decision')
  await second.terminate()
})

test('where any decision counts, an unproved one is recorded as such, and a forged one is still refused', async () => {
  const handle = await start('any')
  await handle.signal('approve', { by: 'bob', decision: 'approve' })
  await handle.signal('approve', decided(await start('any'), 'carol'))
  await untilRefused('any', handle, 'Second', 1, 'its proof is not of this decision')
  await handle.signal('approve', decided(handle, 'carol'))
  expect(await handle.result()).toEqual([
    { by: 'bob', proved: false },
    { by: 'carol', proved: true },
  ])
})
