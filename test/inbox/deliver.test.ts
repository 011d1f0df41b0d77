/** Exactly one outcome per delivery, whoever brings it, however often, and whatever closed in between. */
import { randomUUID } from 'node:crypto'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { expect, test } from 'vitest'
import { deliver } from '../../src/inbox/deliver.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/workflow-id.ts'
import { makeDelivery } from './make-delivery.ts'
import { useTarget } from './open-target.ts'

const target = useTarget('inbox')
const handleOf = (id: string, runId?: string) => target.client.getHandle(id, runId)

async function signalsOf(workflowId: string, runId: string): Promise<number> {
  const { events } = await handleOf(workflowId, runId).fetchHistory()
  return events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length ?? 0
}

function makeEvents(refInUse: Delivery['refInUse'] = 'quarantine') {
  const ref = `loan ${randomUUID()}`
  const event = () => makeDelivery({ ref, refInUse })
  return { id: refWorkflowId('loan-approved', ref), event }
}

test('a delivery without a ref starts one task, with all its texts and attributes', async () => {
  const delivery = makeDelivery({ data: { a: 1 } })
  const outcome = await deliver(delivery, target)
  const id = taskWorkflowId('loan-approved', delivery.taskId)
  expect(outcome).toMatchObject({ kind: 'task', workflowId: id, repeat: false })
  const run = await handleOf(id).describe()
  expect(run.type).toBe('loanApproved')
  expect(await run.staticSummary()).toBe('Loan approved')
  expect(await run.staticDetails()).toContain(delivery.taskId)
  const attribute = (name: string) =>
    run.typedSearchAttributes.get(defineSearchAttributeKey(name, SearchAttributeType.KEYWORD))
  expect(attribute('MpoProcess')).toBe('loan-approved')
  expect(attribute('MpoTaskId')).toBe(delivery.taskId)
  expect(attribute('MpoNode')).toBe('Start')
  const { events } = await handleOf(id).fetchHistory()
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(input as Uint8Array).toString())).toEqual({
    process: 'loan-approved',
    version: null,
    taskId: delivery.taskId,
    ref: null,
    data: { a: 1 },
    delivery: {
      key: delivery.key,
      receivedAt: delivery.receivedAt,
      method: 'POST',
      contentType: 'application/json',
      format: 'json',
    },
  })
})

test('a repeated delivery starts nothing: while it runs, after it closed, and from another sender', async () => {
  const delivery = makeDelivery()
  const { runId, workflowId } = await deliver(delivery, target)
  await deliver(delivery, target)
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({ repeat: true })
  await handleOf(workflowId).terminate()
  await deliver(delivery, target)
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({ repeat: true })
  expect((await handleOf(workflowId).describe()).runId).toBe(runId)
})

test('fifty repeats at once give one task', async () => {
  const { id, event } = makeEvents('signal')
  const delivery = event()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => deliver(delivery, target)))
  expect(new Set(outcomes.map(({ kind, runId }) => `${kind} ${runId}`)).size).toBe(1)
  expect(await signalsOf(id, outcomes[0]?.runId as string)).toBe(0)
})

test('a new event of a closed ref is a new task; a repeat of any older event after that is none', async () => {
  const { id, event } = makeEvents()
  const events = [event(), event(), event()]
  const runs: string[] = []
  for (const delivery of events) {
    const { kind, runId } = await deliver(delivery, target)
    expect(kind).toBe('task')
    runs.push(runId as string)
    await handleOf(id).terminate()
  }
  expect(new Set(runs).size).toBe(3)
  for (const delivery of events) {
    expect(await deliver(delivery, target)).toMatchObject({ kind: 'task', runId: runs[2] })
    expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({ repeat: true })
  }
})

test('a run remembers the newest hundred events of its ref', async () => {
  const { id, event } = makeEvents()
  const deliveries = Array.from({ length: 103 }, (_, i) => `${i}`.padStart(24, '0'))
  const { runId } = await target.client.startTask({
    workflowType: 'loanApproved',
    workflowId: id,
    requestId: 'r',
    reuse: 'REJECT_DUPLICATE',
    taskQueue: target.taskQueue,
    arg: {},
    memo: { deliveries },
    deadlineMs: 15_000,
  })
  await handleOf(id).terminate()
  const delivery = event()
  const next = await deliver(delivery, target)
  expect(next.runId).not.toBe(runId)
  const { memo } = await handleOf(id).describe()
  expect(memo?.deliveries).toEqual([...deliveries.slice(-99), delivery.taskId])
})

test('an event of an open ref goes to quarantine, once, and stays there after the task closed', async () => {
  const { id, event } = makeEvents('quarantine')
  const first = await deliver(event(), target)
  const second = event()
  const outcome = await deliver(second, target)
  const quarantine = deliveryWorkflowId('loan-approved', second.taskId)
  expect(outcome).toMatchObject({ kind: 'quarantined', workflowId: quarantine, repeat: false })
  await handleOf(id).terminate()
  for (const again of [second, { ...second, requestId: 'other' }]) {
    expect(await deliver(again, target)).toMatchObject({
      kind: 'quarantined',
      runId: outcome.runId,
      repeat: true,
    })
  }
  expect((await handleOf(id).describe()).runId).toBe(first.runId)
  expect((await handleOf(quarantine).describe()).type).toBe('quarantinedDelivery')
})

test('an event of an open ref is signalled to it, once, also when it comes again at the same moment', async () => {
  const { id, event } = makeEvents('signal')
  const { runId } = await deliver(event(), target)
  const second = event()
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => deliver(second, target)))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'signalled', workflowId: id, runId })
  expect(await signalsOf(id, runId as string)).toBe(1)
})

test('a repeat of a signalled event starts nothing after the run closed, nor after a later run of the ref', async () => {
  const { id, event } = makeEvents('signal')
  const { runId } = await deliver(event(), target)
  const second = event()
  await deliver(second, target)
  await handleOf(id).terminate()
  expect(await deliver(second, target)).toMatchObject({ kind: 'signalled', runId, repeat: true })
  const third = await deliver(event(), target)
  expect(third).toMatchObject({ kind: 'task' })
  expect(await deliver(second, target)).toMatchObject({ kind: 'signalled', runId })
  expect(await signalsOf(id, third.runId as string)).toBe(0)
})

test('an event whose signal target closed before it arrived becomes a new task, once', async () => {
  const { id, event } = makeEvents('signal')
  const { runId } = await deliver(event(), target)
  const second = event()
  // What is left behind by a receiver that died between its decision and the signal.
  await leaveSignalRecord(second, 1, runId as string)
  await handleOf(id).terminate()
  const outcome = await deliver(second, target)
  expect(outcome.kind).toBe('task')
  expect(outcome.runId).not.toBe(runId)
  await handleOf(id).terminate()
  expect(await deliver({ ...second, requestId: 'other' }, target)).toMatchObject({
    kind: 'task',
    runId: outcome.runId,
    repeat: true,
  })
})

test('when the ref was opened again meanwhile, it is signalled to the new run, once', async () => {
  const { id, event } = makeEvents('signal')
  const { runId } = await deliver(event(), target)
  const second = event()
  await leaveSignalRecord(second, 1, runId as string)
  await handleOf(id).terminate()
  const later = await deliver(event(), target)
  for (let i = 0; i < 3; i++) {
    expect(await deliver(second, target)).toMatchObject({ kind: 'signalled', runId: later.runId })
  }
  await handleOf(id).terminate()
  expect(await deliver(second, target)).toMatchObject({ kind: 'signalled', runId: later.runId, repeat: true })
  expect(await signalsOf(id, later.runId as string)).toBe(1)
})

test('a decision stands even when the Start node was changed to the other way meanwhile', async () => {
  const { event } = makeEvents('signal')
  const { runId } = await deliver(event(), target)
  const second = event()
  await deliver(second, target)
  expect(await deliver({ ...second, refInUse: 'quarantine' }, target)).toMatchObject({
    kind: 'signalled',
    runId,
  })
})

test('what could not be parsed goes to quarantine; repeats collapse', async () => {
  const problem = { code: 'json_invalid', message: 'no', problems: [] }
  const delivery = { ...makeDelivery({ problem, ref: 'x' }), body: Buffer.from([0x7b, 0xff, 0xfe]) }
  const outcome = await deliver(delivery, target)
  const id = deliveryWorkflowId('loan-approved', delivery.taskId)
  expect(outcome).toMatchObject({ kind: 'quarantined', workflowId: id, repeat: false })
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({ repeat: true })
  const { events } = await handleOf(id).fetchHistory()
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(input as Uint8Array).toString())).toMatchObject({
    body: 'e//+',
    bodyEncoding: 'base64',
    bodyCut: false,
    problem,
  })
})

test('the longest title and ref, in the widest letters, start', async () => {
  const ref = '語'.repeat(127) + randomUUID().slice(0, 1)
  const outcome = await deliver(makeDelivery({ title: '語'.repeat(300), ref, data: ref }), target)
  expect(outcome.kind).toBe('task')
})

async function leaveSignalRecord(delivery: Delivery, number: number, runId: string): Promise<void> {
  const id = deliveryWorkflowId('loan-approved', delivery.taskId)
  await target.client.startTask({
    workflowType: 'deliveryRecord',
    workflowId: number === 1 ? id : `${id}/${number}`,
    requestId: delivery.requestId,
    reuse: 'REJECT_DUPLICATE',
    taskQueue: target.taskQueue,
    arg: {},
    memo: { outcome: 'signalled', runId },
    deadlineMs: 15_000,
  })
}
