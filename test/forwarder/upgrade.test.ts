/** What versions before started, without a digest and with ids that had no ref, is known for what it is. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { MPO_REF } from '../../src/temporal/search-attributes.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useTarget } from './open-target.ts'

const target = useTarget('inbox')
const process = 'loan-approved'

/** A workflow as a version before started it. */
async function startFormer(type: string, workflowId: string, memo: object, ref?: string): Promise<void> {
  await target.client.start(type, {
    workflowId,
    taskQueue: target.taskQueue,
    args: [{}],
    memo: { ...memo },
    ...(ref === undefined ? {} : { typedSearchAttributes: [{ key: MPO_REF, value: ref }] }),
  })
}

/** As it lies in an inbox that a version before has filled. */
function asFormer(delivery: Delivery): Delivery {
  const { digest: _, ...rest } = delivery
  const taskId = taskIdOf(delivery.addressed, delivery.key)
  return { ...rest, taskId, requestId: `startnode-${taskId}` }
}

function drawEvent(more: Parameters<typeof makeDelivery>[0] = {}) {
  const ref = `loan ${randomUUID()}`
  const delivery = makeDelivery({ ref, ...more })
  return { ref, delivery, former: taskIdOf(process, delivery.key), id: refWorkflowId(process, ref) }
}

test('a task without a digest is that of its key, whatever the body', async () => {
  const delivery = makeDelivery()
  expect(delivery.taskId).toBe(taskIdOf(process, delivery.key))
  const workflowId = taskWorkflowId(process, delivery.taskId)
  await startFormer('loanApproved', workflowId, {})
  expect(await deliver(delivery, target)).toEqual({ kind: 'task', workflowId, runId: null, repeat: true })
})

test('the first event of a ref is known by the id it had then', async () => {
  const { delivery, former, id } = drawEvent()
  await startFormer('loanApproved', id, { first: former })
  expect(await deliver(delivery, target)).toEqual({
    kind: 'task',
    workflowId: id,
    runId: null,
    repeat: true,
  })
})

test('a later event is known by the record it had then, and one of another ref under its key is not', async () => {
  const { ref, delivery, former, id } = drawEvent()
  const record = deliveryWorkflowId(process, former)
  await startFormer('loanApproved', id, { first: 'x' })
  await startFormer('deliveryRecord', record, {}, ref)
  expect(await deliver(delivery, target)).toEqual({
    kind: 'recorded',
    workflowId: record,
    runId: null,
    repeat: true,
  })
  const other = drawEvent({ key: delivery.key })
  await startFormer('loanApproved', other.id, { first: 'x' })
  expect(await deliver(other.delivery, target)).toMatchObject({ kind: 'recorded', repeat: false })
})

test('a bad body that had the id then claims nothing now', async () => {
  const { ref, delivery, former, id } = drawEvent()
  await startFormer('loanApproved', id, { first: 'x' })
  await startFormer(
    'quarantinedDelivery',
    deliveryWorkflowId(process, former),
    { quarantine: { code: 'json_invalid' } },
    ref,
  )
  expect(await deliver(delivery, target)).toMatchObject({ kind: 'recorded', repeat: false })
})

test('what lies in the inbox is delivered under the identity of today, so its repeat is known', async () => {
  const { delivery, id } = drawEvent()
  expect(await deliver(asFormer(delivery), target)).toMatchObject({ kind: 'task', repeat: false })
  expect((await target.client.getHandle(id).describe()).memo).toEqual({
    first: delivery.taskId,
    firstDigest: delivery.digest,
  })
  expect(await deliver({ ...delivery, requestId: 'other' }, target)).toMatchObject({
    kind: 'task',
    repeat: true,
  })
  const later = makeDelivery({ ref: delivery.ref })
  expect(await deliver(asFormer(later), target)).toMatchObject({ kind: 'recorded', repeat: false })
  expect(await deliver({ ...later, requestId: 'other' }, target)).toMatchObject({
    kind: 'recorded',
    repeat: true,
  })
})

test('two refs of one key in the inbox are two tasks with two ids', async () => {
  const key = randomUUID()
  const events = [drawEvent({ key }), drawEvent({ key })]
  for (const { delivery } of events) await deliver(asFormer(delivery), target)
  const ids = await Promise.all(
    events.map(async ({ id }) => (await target.client.getHandle(id).describe()).memo?.first),
  )
  expect(new Set(ids).size).toBe(2)
})

test('a memo that tells no digest is not taken for the same body', async () => {
  const delivery = makeDelivery()
  const workflowId = taskWorkflowId(process, delivery.taskId)
  await startFormer('loanApproved', workflowId, { digest: { forged: true } })
  expect(await deliver(delivery, target)).toMatchObject({ kind: 'quarantined', reused: expect.anything() })
})

test('what a repeat costs: one look where it is held, and none without a key', async () => {
  const calls: string[] = []
  const counting = new Proxy(target.client, {
    get(client, name, receiver) {
      const value: unknown = Reflect.get(client, name, receiver)
      if (name !== 'startTask' && name !== 'describeRun') return value
      return (...args: unknown[]) => {
        calls.push(name)
        return (value as (...args: unknown[]) => unknown).apply(client, args)
      }
    },
  })
  const counted = { ...target, client: counting }
  const count = async (delivery: Delivery) => {
    calls.length = 0
    await deliver(delivery, counted)
    return calls.map((name) => (name === 'startTask' ? 'start' : 'look')).join(' ')
  }
  const again = (delivery: Delivery) => ({ ...delivery, requestId: randomUUID() })
  const plain = makeDelivery()
  expect(await count(makeDelivery({ key: null }))).toBe('start')
  expect(await count(plain)).toBe('start')
  expect(await count(again(plain))).toBe('start look')
  expect(await count(again({ ...plain, sameKey: 'repeat' }))).toBe('start')
  const { ref, delivery: first } = drawEvent()
  const later = makeDelivery({ ref })
  expect(await count(first)).toBe('start')
  expect(await count(again(first))).toBe('start look')
  expect(await count(later)).toBe('start look start')
  expect(await count(again(later))).toBe('start look start look')
  expect(await count(makeDelivery({ ref, key: null }))).toBe('start look start')
})
