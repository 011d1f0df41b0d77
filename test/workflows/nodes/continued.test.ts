/** A task that continues as new is one task: what came to any of its runs is taken once, and one trace tells all of it. */
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awaitTaskReply } from '../../../src/forwarder/await-task-reply.ts'
import type { Delivery } from '../../../src/inbox/delivery.ts'
import { REPLY_UPDATE } from '../../../src/process/reply.ts'
import { TRACE_QUERY, type TraceEntry } from '../../../src/process/trace.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { NAMESPACE } from '../run-worker.ts'
import { causeOf, type Engine, openEngine } from './open-engine.ts'

let engine: Engine

beforeAll(async () => {
  engine = await openEngine('continued', { workflows: './continued-fixture.ts' })
})

afterAll(() => engine?.stop())

async function trace(handle: WorkflowHandle): Promise<TraceEntry[]> {
  return handle.query<TraceEntry[]>(TRACE_QUERY)
}

async function runsOf({ workflowId }: WorkflowHandle): Promise<WorkflowHandle[]> {
  const runs: WorkflowHandle[] = []
  let handle = engine.client.workflow.getHandle(workflowId)
  for (;;) {
    runs.unshift(handle)
    const { events } = await handle.fetchHistory()
    const before = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId
    if (!before) return runs
    handle = engine.client.workflow.getHandle(workflowId, before)
  }
}

test.each([
  ['continueTask', false],
  ['a plain continueAsNew', true],
])(
  'what the first of three runs was sent is taken by the last, in order and once: %s',
  async (_, plainly) => {
    const ref = `R${Date.now()}`
    const started = await engine.start('takes-in-the-last-run', { left: 2, plainly }, ref)
    // Only to the first run: the second gets nothing but what is carried
    const first = engine.client.workflow.getHandle(started.workflowId, started.firstRunId)
    const courier = (urlId: string, data: unknown) => first.signal('callback:Courier', { urlId, data })
    await courier('u-1', { refused: true })
    await first.signal('word', 1)
    await first.signal('word', 'first')
    await courier('u-1', 'parcel')
    await courier('u-1', 'the parcel again')
    await first.signal('word', 'second')
    await first.signal('modify', 'modified')
    await first.signal('go', 'now')
    const latest = engine.client.workflow.getHandle(started.workflowId)
    await waitFor('the second run', async () => (await latest.describe()).runId !== started.firstRunId)
    await latest.signal('go', 'now')
    expect(await started.result()).toEqual({
      seen: ['data', 'delivery', 'keysByTask', 'process', 'ref', 'taskId', 'version'],
      parcel: 'parcel',
      modified: 'modified',
      repeated: null,
      words: ['first', 'second'],
    })

    expect((await trace(latest)).map(({ node, state, note }) => [node, state, note])).toEqual([
      ...[1, 2].flatMap(() => [
        ['Wait to go', 'passed', "Got the signal 'go'"],
        ...(plainly ? [] : [['Go on', 'passed', 'The task went on as a new run']]),
      ]),
      ['Courier', 'passed', 'Called back; refused 1, the last because it is no text'],
      ['Anybody', 'passed', 'Called back'],
      ['Courier', 'passed', expect.stringMatching(/^No callback .* because a repeated callback$/)],
      ['First word', 'passed', "Got the signal 'word'; refused 1, the last because it is no text"],
      ['Second word', 'passed', "Got the signal 'word'"],
    ])
    const runs = await runsOf(started)
    expect(runs).toHaveLength(3)
    const [of1, of3] = [await first.describe(), await latest.describe()]
    expect(of3.memo).toEqual(of1.memo)
    expect(of3.searchAttributes).toMatchObject({ MpoProcess: ['takes-in-the-last-run'], MpoRef: [ref] })
  },
)

test('a task that is held up by a handler while it continues gives nothing more to the nodes of this run', async () => {
  const handle = await engine.start('continues-under-way', { left: 1 })
  await handle.signal('hold')
  await handle.signal('go', 'now')
  await waitFor('it goes on', async () => (await trace(handle)).some(({ node }) => node === 'Go on'))
  await handle.signal('callback', 'parcel')
  await handle.signal('end')
  expect(await handle.result()).toBe('parcel')
  expect((await trace(handle)).map(({ node, state }) => `${node}: ${state}`)).toEqual([
    'Courier: passed',
    'Wait to go: passed',
    'Go on: passed',
    'Courier: passed',
  ])
})

test('a task replies once, in whichever run, and a repeat of its delivery gets that reply from the run of now', async () => {
  const handle = await engine.start('replies-then-continues', { left: 2 })
  await waitFor('the last run', async () =>
    (await trace(handle)).some(({ node, state }) => node === 'Wait to end' && state === 'waiting'),
  )
  const options = { updateId: handle.taskId, args: [handle.taskId] as [string] }
  const latest = engine.client.workflow.getHandle(handle.workflowId)
  const asked = latest.executeUpdate<unknown, [string]>(REPLY_UPDATE, options)
  expect(await asked).toMatchObject({ status: 200, body: 'yes' })
  const first = {
    kind: 'task',
    workflowId: handle.workflowId,
    runId: handle.firstRunId,
    repeat: true,
  } as const
  const delivery = { ref: null, taskId: handle.taskId } as Delivery
  const client = new StartClient({ connection: engine.client.connection, namespace: NAMESPACE })
  expect(await awaitTaskReply(client, delivery, first, Date.now() + 10_000)).toMatchObject({ body: 'yes' })
  await latest.signal('end', 'now')
  expect(await latest.result()).toMatchObject({
    result: 'replied once',
    replied: { body: 'yes', taskId: handle.taskId },
  })
})

test('a trace carries its newest 200 visits', async () => {
  const handle = await engine.start('visits-often', { left: 1 })
  await handle.result()
  const visits = await trace(handle)
  expect(visits).toHaveLength(450)
  expect([visits[0]?.node, visits[200]?.node]).toEqual(['Round 51 of run 1', 'Round 1 of run 0'])
})

test('a task that has too much to carry fails and says so', async () => {
  const handle = await engine.start('has-much-to-carry', { left: 1 })
  await handle.signal('word', 'y'.repeat(900_000))
  await handle.signal('go', 'now')
  expect(await causeOf(handle)).toMatchObject({
    type: 'continue_too_large',
    message: expect.stringMatching(/^The task can not continue as new: its data and the 1 signals .* bytes/),
  })
})

test('a task that can not continue may go on in the run it is in, with all that came', async () => {
  const handle = await engine.start('makes-do-with-one-run', { left: 1 })
  await handle.signal('word', 'y'.repeat(900_000))
  await handle.signal('go', 'now')
  await handle.signal('word', 'next')
  expect(await handle.result()).toEqual([900_000, 'next'])
})
