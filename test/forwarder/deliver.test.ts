/** Exactly one outcome per delivery, whoever brings it, however often, and whatever closed in between. */
import { randomUUID } from 'node:crypto'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { expect, test } from 'vitest'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useTarget } from './open-target.ts'

const target = useTarget('inbox')
const handleOf = (id: string, runId?: string) => target.client.getHandle(id, runId)

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
    keysByTask: true,
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
  const { event } = makeEvents('signal')
  const delivery = event()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => deliver(delivery, target)))
  expect(new Set(outcomes.map(({ kind, runId }) => `${kind} ${runId}`)).size).toBe(1)
})

test('the first event of a ref starts its task; repeats find it while it runs and after it closed', async () => {
  const { id, event } = makeEvents()
  const delivery = event()
  const first = await deliver(delivery, target)
  expect(first).toMatchObject({ kind: 'task', workflowId: id, repeat: false })
  expect((await handleOf(id).describe()).memo).toEqual({
    first: delivery.taskId,
    firstDigest: delivery.digest,
  })
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({
    kind: 'task',
    repeat: true,
  })
  await handleOf(id).terminate()
  await deliver(delivery, target)
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({
    kind: 'task',
    repeat: true,
  })
  expect((await handleOf(id).describe()).runId).toBe(first.runId)
})

test.each(['quarantine', 'signal'] as const)(
  'a later event of a ref is left to its record, once: %s',
  async (refInUse) => {
    const { id, event } = makeEvents(refInUse)
    const first = await deliver(event(), target)
    const second = event()
    const outcome = await deliver(second, target)
    const record = deliveryWorkflowId('loan-approved', second.taskId)
    expect(outcome).toMatchObject({ kind: 'recorded', workflowId: record, repeat: false })
    await handleOf(id).terminate()
    expect(await deliver(second, target)).toEqual(outcome)
    expect(await deliver({ ...second, requestId: 'other' }, target)).toMatchObject({
      kind: 'recorded',
      workflowId: record,
      repeat: true,
    })
    const run = await handleOf(record).describe()
    expect([run.type, run.runId]).toEqual(['deliveryRecord', outcome.runId])
    // Nobody but the record starts a later run, and no worker is here to run it.
    expect((await handleOf(id).describe()).runId).toBe(first.runId)
  },
)

test('a task somebody started by hand under the id of a ref is no repeat of an event', async () => {
  const { id, event } = makeEvents()
  await target.client.start('loanApproved', { workflowId: id, taskQueue: target.taskQueue, args: [{}] })
  expect(await deliver(event(), target)).toMatchObject({ kind: 'recorded', repeat: false })
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
  // 128 bytes, the most that a ref may have
  const ref = '語'.repeat(42) + randomUUID().slice(0, 2)
  const outcome = await deliver(makeDelivery({ title: '語'.repeat(300), ref, data: { ref } }), target)
  expect(outcome.kind).toBe('task')
})
