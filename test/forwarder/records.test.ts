/** What becomes of the later events of a ref: their records decide, with a worker and without. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { Outcome } from '../../src/forwarder/deliver/outcome.ts'
import { followRecord } from '../../src/forwarder/follow-record.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { deliveryWorkflowId, refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useTarget } from './open-target.ts'
import { runWorker } from './run-worker.ts'

const target = useTarget('inbox')
const handleOf = (id: string, runId?: string) => target.client.getHandle(id, runId)
const DECIDED_WITHIN_MS = 20_000

beforeAll(async () => {
  await runWorker('inbox', target.taskQueue)
})

function makeEvents(refInUse: Delivery['refInUse'] = 'quarantine') {
  const ref = `loan ${randomUUID()}`
  const event = (more: Parameters<typeof makeDelivery>[0] = {}) => makeDelivery({ ref, refInUse, ...more })
  return { id: refWorkflowId('loan-approved', ref), event }
}

function decided({ workflowId, runId }: Outcome) {
  return followRecord(target.client, { workflowId, runId: runId as string, deadlineMs: DECIDED_WITHIN_MS })
}

/** Delivers an event and waits for its outcome. */
async function deliverAndDecide(delivery: Delivery) {
  const outcome = await deliver(delivery, target)
  return outcome.kind === 'recorded' ? decided(outcome) : outcome
}

async function end(id: string): Promise<string[]> {
  const handle = handleOf(id)
  await handle.signal('end')
  return (await handle.result()) as string[]
}

/** Every run of a ref, oldest first, by the task ids that reached it. */
async function runsOf(id: string): Promise<string[][]> {
  const runs: { at: Date; runId: string }[] = []
  for await (const { runId, startTime } of target.client.list({ query: `WorkflowId = '${id}'` }))
    runs.push({ at: startTime, runId })
  runs.sort((a, b) => a.at.getTime() - b.at.getTime())
  return Promise.all(runs.map(async ({ runId }) => (await handleOf(id, runId).query('taskIds')) as string[]))
}

/** Visibility is late; what must not be there is looked for once all that must be there is seen. */
async function expectRuns(id: string, expected: readonly (readonly string[])[]): Promise<void> {
  const runs = await waitFor('all runs are visible', async () => {
    const found = await runsOf(id)
    return found.length >= expected.length && found
  })
  expect(runs).toEqual(expected)
}

test('a later event of a closed ref is a new task, with all its texts and attributes', async () => {
  const { id, event } = makeEvents()
  const [first, second] = [event(), event({ data: { a: 1 } })]
  await deliver(first, target)
  await end(id)
  const outcome = await deliver(second, target)
  const record = deliveryWorkflowId('loan-approved', second.taskId)
  expect(outcome).toMatchObject({ kind: 'recorded', workflowId: record, repeat: false })
  const result = await decided(outcome)
  const run = await handleOf(id).describe()
  expect(result).toEqual({ kind: 'task', workflowId: id, runId: run.runId })
  expect(run.status.name).toBe('RUNNING')
  expect(run.memo).toEqual({ first: first.taskId, firstDigest: first.digest })
  expect(await run.staticSummary()).toBe(`Loan approved ${second.ref}`)
  expect(await run.staticDetails()).toContain(second.taskId)
  expect(run.searchAttributes).toMatchObject({
    MpoProcess: ['loan-approved'],
    MpoTaskId: [second.taskId],
    MpoRef: [second.ref],
    MpoNode: ['Start'],
  })
  const { events } = await handleOf(id).fetchHistory()
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(input as Uint8Array).toString())).toEqual({
    process: 'loan-approved',
    version: null,
    keysByTask: true,
    taskId: second.taskId,
    ref: second.ref,
    data: { a: 1 },
    delivery: {
      key: second.key,
      receivedAt: second.receivedAt,
      method: 'POST',
      contentType: 'application/json',
      format: 'json',
    },
  })
})

test('repeats start nothing: while it runs, after it closed, and after later tasks of the ref', async () => {
  const { id, event } = makeEvents()
  const events = [event(), event(), event()]
  for (const [number, delivery] of events.entries()) {
    await deliverAndDecide(delivery)
    for (const earlier of events.slice(0, number + 1)) {
      expect((await deliver({ ...earlier, requestId: 'other' }, target)).repeat).toBe(true)
      await deliver(earlier, target)
    }
    expect(await end(id)).toEqual([delivery.taskId])
  }
  for (const delivery of events) {
    expect((await deliver({ ...delivery, requestId: 'other' }, target)).repeat).toBe(true)
    await deliver(delivery, target)
  }
  await expectRuns(
    id,
    events.map(({ taskId }) => [taskId]),
  )
})

test('an event of an open ref goes to quarantine as it was sent, once, and stays there after the task closed', async () => {
  const { id, event } = makeEvents('quarantine')
  const [first, second] = [event(), event()]
  await deliver(first, target)
  const body = Buffer.from('{ "a" : 1.0 }')
  expect(await deliverAndDecide({ ...second, body })).toBe('quarantined')
  const kept = handleOf(deliveryWorkflowId('loan-approved', second.taskId))
  const run = await kept.describe()
  expect(run.type).toBe('quarantinedDelivery')
  expect(run.status.name).toBe('RUNNING')
  expect(run.memo).toMatchObject({ outcome: 'quarantined' })
  expect(run.searchAttributes).toMatchObject({ MpoTaskId: [second.taskId], MpoNode: ['Quarantine'] })
  const { events } = await kept.fetchHistory()
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(input as Uint8Array).toString())).toMatchObject({
    taskId: second.taskId,
    ref: second.ref,
    problem: { code: 'not_unical_ref' },
    body: '{ "a" : 1.0 }',
    bodyEncoding: 'text',
    bodyCut: false,
  })
  await end(id)
  for (const again of [second, { ...second, requestId: 'other' }]) await deliver(again, target)
  expect((await kept.describe()).runId).toBe(run.runId)
  await expectRuns(id, [[first.taskId]])
})

test('a body that is the JSON of its data is carried once', async () => {
  const { event } = makeEvents('quarantine')
  await deliver(event(), target)
  const second = event({ data: { note: 'x'.repeat(10_000) } })
  const outcome = await deliver(second, target)
  expect(await decided(outcome)).toBe('quarantined')
  const record = handleOf(outcome.workflowId, outcome.runId as string)
  const begun = (await record.fetchHistory()).events?.[0]?.workflowExecutionStartedEventAttributes
  expect(begun?.input?.payloads?.[0]?.data?.length).toBeLessThan(15_000)
  const kept = (await handleOf(outcome.workflowId).fetchHistory()).events?.[0]
  const input = kept?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  const { body } = JSON.parse(Buffer.from(input as Uint8Array).toString()) as { body: string }
  expect(body).toBe(second.body.toString())
})

test('an event of an open ref is signalled to it, once, also when it comes again, at once and after close', async () => {
  const { id, event } = makeEvents('signal')
  const [first, second, third] = [event(), event(), event()]
  const { runId } = await deliver(first, target)
  await Promise.all(
    ['', 'a', 'b', 'c'].map((other) => deliver({ ...second, requestId: second.requestId + other }, target)),
  )
  expect(await handleOf(deliveryWorkflowId('loan-approved', second.taskId)).result()).toEqual({
    kind: 'signalled',
    workflowId: id,
    runId,
  })
  expect(await end(id)).toEqual([first.taskId, second.taskId])
  await deliver(second, target)
  await deliver({ ...second, requestId: 'other' }, target)
  expect(await deliverAndDecide(third)).toMatchObject({ kind: 'task' })
  await deliver({ ...second, requestId: 'another' }, target)
  expect(await end(id)).toEqual([third.taskId])
  await expectRuns(id, [[first.taskId, second.taskId], [third.taskId]])
})

test('an event for a run that continued as new reaches the next run; the first event is still known', async () => {
  const { id, event } = makeEvents('signal')
  const [first, second] = [event(), event()]
  const { runId } = await deliver(first, target)
  // Not describe, which would wait for nothing: the run that was seen is over when the record signals it.
  const late = { ...target, client: seeing(runId as string, id) }
  await handleOf(id).signal('continue')
  await waitFor('the next run', async () => (await handleOf(id).describe()).runId !== runId)
  const outcome = await deliver(second, late)
  expect(await decided(outcome)).toEqual({ kind: 'signalled', workflowId: id, runId: null })
  expect(await deliver({ ...first, requestId: 'other' }, target)).toMatchObject({
    kind: 'task',
    repeat: true,
  })
  expect(await end(id)).toEqual([first.taskId, second.taskId])
})

test('an event whose signal target closed meanwhile is a new task', async () => {
  const { id, event } = makeEvents('signal')
  const [first, second] = [event(), event()]
  const { runId } = await deliver(first, target)
  await end(id)
  const outcome = await deliver(second, { ...target, client: seeing(runId as string, id) })
  expect(await decided(outcome)).toMatchObject({ kind: 'task', workflowId: id })
  expect(await end(id)).toEqual([second.taskId])
  await expectRuns(id, [[first.taskId], [second.taskId]])
})

test('a later event with a start delay begins after it, counted from its acceptance', async () => {
  const { id, event } = makeEvents()
  await deliver(event(), target)
  await end(id)
  const second = event({ startDelayMs: 800 })
  expect(await deliverAndDecide(second)).toMatchObject({ kind: 'task' })
  const { startTime } = await handleOf(id).describe()
  expect(startTime.getTime() - Date.parse(second.receivedAt)).toBeGreaterThanOrEqual(800)
})

test('an outcome stands even when the Start node was changed to the other way meanwhile', async () => {
  const { id, event } = makeEvents('signal')
  const [first, second] = [event(), event()]
  await deliver(first, target)
  await deliverAndDecide(second)
  expect(await deliver({ ...second, refInUse: 'quarantine', requestId: 'other' }, target)).toMatchObject({
    kind: 'recorded',
    repeat: true,
  })
  expect(await end(id)).toEqual([first.taskId, second.taskId])
})

test('a quarantined delivery stays open until it is discarded', async () => {
  const problem = { code: 'schema_mismatch', message: 'no', problems: [{ path: '/a', message: 'Required' }] }
  const { workflowId } = await deliver(makeDelivery({ problem }), target)
  const handle = handleOf(workflowId)
  await waitFor('its timer', async () => ((await handle.fetchHistory()).events?.length ?? 0) > 4)
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await handle.signal('discard', 'sent by mistake')
  expect(await handle.result()).toMatchObject({ ended: 'discarded', reason: 'sent by mistake' })
})

/** The client of a receiver that saw this run of a ref open a moment ago. */
function seeing(runId: string, workflowId: string) {
  return Object.create(target.client, {
    describeRun: {
      value: async (call: { workflowId: string; deadlineMs: number }) => {
        const run = await target.client.describeRun(call)
        return call.workflowId === workflowId && run ? { ...run, runId, open: true } : run
      },
    },
  }) as typeof target.client
}
