/** One delivery, one outcome: what is a repeat, what is another delivery under the same key, and that both are kept. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { followRecord } from '../../src/forwarder/follow-record.ts'
import { entryIdOf } from '../../src/process/ids/entry-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { PLAIN, SAME_KEY, useQuarantine, WITH_REF, WITH_SIGNAL } from '../quarantine/open-quarantine.ts'

const open = useQuarantine()
const actor = 'test:bob'

const good = (id: string, amount = 12.5) => JSON.stringify({ id, amount })
/** Does not fit the schema. */
const bad = (id: string) => JSON.stringify({ id })
const draw = () => ({ id: `LN-${randomUUID()}`, key: randomUUID() })

type Sent = Awaited<ReturnType<typeof open.send>>

/** What a delivery became once its record has decided. */
async function decided({ kind, workflowId, runId }: Sent): Promise<unknown> {
  if (kind !== 'recorded') return kind
  const run = runId ?? (await open.client.getHandle(workflowId).describe()).runId
  const result = await followRecord(open.client, { workflowId, runId: run, deadlineMs: 20_000 })
  return typeof result === 'string' ? result : result?.kind
}

async function end(workflowId: string, runId?: string): Promise<Task> {
  const handle = open.client.getHandle(workflowId, runId)
  await handle.signal('end')
  return (await handle.result()) as Task
}

const isEntry = { kind: 'quarantined', repeat: false }

for (const startNode of [WITH_REF, WITH_SIGNAL]) {
  for (const before of ['open', 'closed'] as const) {
    test(`case 1: a mended body becomes what it should, ${startNode.refInUse} and the last task ${before}`, async () => {
      const { id, key } = draw()
      const first = await open.send(startNode, good(id), { key: randomUUID() })
      if (before === 'closed') await end(first.workflowId)
      const refused = await open.send(startNode, bad(id), { key })
      expect(refused).toMatchObject(isEntry)
      const mended = await open.send(startNode, good(id, 7), { key })
      expect(mended).toMatchObject({ kind: 'recorded', repeat: false })
      const became =
        before === 'closed' ? 'task' : startNode.refInUse === 'signal' ? 'signalled' : 'quarantined'
      expect(await decided(mended)).toBe(became)
      expect(mended.delivery.taskId).not.toBe(refused.delivery.taskId)
      // Both come again: both are known.
      expect(await open.send(startNode, bad(id), { key })).toMatchObject({
        kind: 'quarantined',
        repeat: true,
      })
      const again = await open.send(startNode, good(id, 7), { key })
      expect(again).toMatchObject({ workflowId: mended.workflowId, repeat: true })
      expect(again.reused).toBeUndefined()
      // The entry shows what its mended body became, and a task its refused bodies.
      const entry = await open.quarantine.show(startNode.process, refused.delivery.taskId)
      expect(entry.identity).toBe(mended.delivery.taskId)
      if (became === 'task') await end(refWorkflowId(startNode.process, id))
    })
  }
}

test('case 2: one key with two refs is two tasks with two ids', async () => {
  const { id, key } = draw()
  const [first, second] = [
    await open.send(WITH_REF, good(`${id}-A`), { key }),
    await open.send(WITH_REF, good(`${id}-B`), { key }),
  ]
  expect(first).toMatchObject({ kind: 'task', repeat: false })
  expect(second).toMatchObject({ kind: 'task', repeat: false })
  const tasks = [await end(first.workflowId), await end(second.workflowId)]
  expect(new Set(tasks.map(({ taskId }) => taskId)).size).toBe(2)
  expect(tasks.map(({ taskId }) => taskId)).toEqual([first, second].map(({ delivery }) => delivery.taskId))
})

test('case 3: one key with another body is kept beside the first, once, and says why', async () => {
  const { id, key } = draw()
  const first = await open.send(PLAIN, good(id), { key })
  const other = await open.send(PLAIN, good(id, 99), { key })
  expect(other).toMatchObject(isEntry)
  const { taskId } = first.delivery
  const entryId = other.reused?.entryId as string
  expect(other.workflowId).toBe(deliveryWorkflowId(PLAIN.process, entryId))
  expect(await open.quarantine.show(PLAIN.process, entryId)).toMatchObject({
    problem: { code: 'delivery_key_reused' },
    body: good(id, 99),
    identity: taskId,
    holder: first.workflowId,
  })
  expect(await open.send(PLAIN, good(id, 99), { key })).toMatchObject({ repeat: true, reused: { entryId } })
  expect(await open.send(PLAIN, good(id, 100), { key })).toMatchObject(isEntry)
  expect(await open.send(PLAIN, good(id), { key })).toMatchObject({ kind: 'task', repeat: true })
  await end(first.workflowId)
  expect(await open.send(PLAIN, good(id), { key })).toMatchObject({ kind: 'task', repeat: true })
  expect(await open.send(PLAIN, good(id, 99), { key })).toMatchObject({ repeat: true, reused: { entryId } })
})

test('two bodies under one key in the same millisecond are two deliveries, with and without a ref', async () => {
  const receivedAt = new Date().toISOString()
  for (const startNode of [PLAIN, WITH_REF]) {
    const { id, key } = draw()
    const sent = await Promise.all(
      [1, 2, 3].map((amount) => open.send(startNode, good(id, amount), { key, receivedAt })),
    )
    expect(sent.map(({ reused }) => (reused === undefined ? 'task' : 'kept')).toSorted()).toEqual([
      'kept',
      'kept',
      'task',
    ])
    expect(new Set(sent.map(({ reused, workflowId }) => reused?.entryId ?? workflowId)).size).toBe(3)
  }
})

test('the same of the first and of a later event of a ref, open and closed', async () => {
  const { id, key } = draw()
  const first = await open.send(WITH_REF, good(id), { key })
  const laterKey = randomUUID()
  const check = async () => {
    expect(await open.send(WITH_REF, good(id), { key })).toMatchObject({ kind: 'task', repeat: true })
    const other = await open.send(WITH_REF, good(id, 99), { key })
    expect(other.kind).toBe('quarantined')
    expect(other.reused).toBeDefined()
  }
  await check()
  await end(first.workflowId)
  await check()
  const later = await open.send(WITH_REF, good(id), { key: laterKey })
  expect(await decided(later)).toBe('task')
  await check()
  expect(await open.send(WITH_REF, good(id), { key: laterKey })).toMatchObject({ repeat: true })
  const other = await open.send(WITH_REF, good(id, 99), { key: laterKey })
  expect(other).toMatchObject({ ...isEntry, reused: { entryId: expect.any(String) } })
  await end(refWorkflowId(WITH_REF.process, id))
  expect(await open.send(WITH_REF, good(id), { key: laterKey })).toMatchObject({ repeat: true })
  expect((await open.send(WITH_REF, good(id, 99), { key: laterKey })).repeat).toBe(true)
})

test('what an open task made wait in quarantine is still known by its body there', async () => {
  const { id, key } = draw()
  const first = await open.send(WITH_REF, good(id), { key: randomUUID() })
  const later = await open.send(WITH_REF, good(id, 2), { key })
  expect(await decided(later)).toBe('quarantined')
  expect(await open.send(WITH_REF, good(id, 2), { key })).toMatchObject({ kind: 'recorded', repeat: true })
  expect((await open.send(WITH_REF, good(id, 3), { key })).reused).toBeDefined()
  await end(first.workflowId)
  const { task } = await open.quarantine.resubmit(WITH_REF.process, later.delivery.taskId, { actor })
  expect(await open.send(WITH_REF, good(id, 2), { key })).toMatchObject({ kind: 'recorded', repeat: true })
  expect(await end(task?.workflowId as string)).toMatchObject({ taskId: later.delivery.taskId })
})

test('without a key every request is a delivery of its own, bad ones too when they were told 200', async () => {
  const { id } = draw()
  const tasks = await Promise.all([1, 2, 3].map(() => open.send(PLAIN, good(id))))
  expect(new Set(tasks.map(({ workflowId }) => workflowId)).size).toBe(3)
  const [one, two] = [
    await open.send(PLAIN, bad(id), { told200: true }),
    await open.send(PLAIN, bad(id), { told200: true }),
  ]
  expect([one, two]).toMatchObject([isEntry, isEntry])
  expect(one?.workflowId).not.toBe(two?.workflowId)
  // Refused, a sender sends them again: one entry.
  const refused = await open.send(PLAIN, bad(id))
  expect(await open.send(PLAIN, bad(id))).toMatchObject({ workflowId: refused.workflowId, repeat: true })
})

test('sameKey: repeat takes the first body for all of its key', async () => {
  const { id, key } = draw()
  const first = await open.send(SAME_KEY, good(id), { key })
  expect(await open.send(SAME_KEY, good(id, 99), { key })).toMatchObject({ kind: 'task', repeat: true })
  const { key: other } = draw()
  const refused = await open.send(SAME_KEY, bad('1'), { key: other })
  expect(await open.send(SAME_KEY, bad('2'), { key: other })).toMatchObject({
    workflowId: refused.workflowId,
    repeat: true,
  })
  expect(await open.send(SAME_KEY, good(id), { key: other })).toMatchObject({ kind: 'task', repeat: false })
  await end(first.workflowId)
})

for (const startNode of [PLAIN, WITH_REF]) {
  test(`case 4: an edit is refused where the sender mended its body first: ${startNode.process}`, async () => {
    const { id, key } = draw()
    const { delivery } = await open.send(startNode, bad(id), { key })
    const better = await open.send(startNode, good(id), { key })
    const { process, taskId } = delivery
    await open.quarantine.edit(process, taskId, { body: good(id, 99), actor })
    await expect(open.quarantine.resubmit(process, taskId, { actor })).rejects.toMatchObject({
      code: 'delivery_key_reused',
    })
    expect((await open.quarantine.show(process, taskId)).body).toBe(good(id, 99))
    await end(better.workflowId)
    const { task } = await open.quarantine.resubmit(process, taskId, { actor, asNew: true })
    expect(await end(task?.workflowId as string, task?.runId as string)).toMatchObject({
      taskId,
      data: { id, amount: 99 },
    })
    // Both are known when they come again.
    expect(await open.send(startNode, good(id), { key })).toMatchObject({ kind: 'task', repeat: true })
    expect(await open.send(startNode, bad(id), { key })).toMatchObject({ repeat: true })
  })

  test(`the sender mends its body after an operator has: the other body is kept: ${startNode.process}`, async () => {
    const { id, key } = draw()
    const { delivery } = await open.send(startNode, bad(id), { key })
    const { process, taskId } = delivery
    await open.quarantine.edit(process, taskId, { body: good(id, 1), actor })
    const { task } = await open.quarantine.resubmit(process, taskId, { actor })
    const other = await open.send(startNode, good(id, 2), { key })
    expect(other).toMatchObject({ ...isEntry, reused: { entryId: expect.any(String) } })
    expect(await open.send(startNode, good(id, 1), { key })).toMatchObject({ kind: 'task', repeat: true })
    expect(await end(task?.workflowId as string)).toMatchObject({ data: { amount: 1 } })
  })
}

test('a body under a reused key becomes a task only when an operator says so', async () => {
  const { id, key } = draw()
  const first = await open.send(PLAIN, good(id), { key })
  const { reused } = await open.send(PLAIN, good(id, 99), { key })
  const entryId = reused?.entryId as string
  await expect(open.quarantine.resubmit(PLAIN.process, entryId, { actor })).rejects.toMatchObject({
    code: 'delivery_key_reused',
  })
  const { task } = await open.quarantine.resubmit(PLAIN.process, entryId, { actor, asNew: true })
  expect(task?.workflowId).toBe(taskWorkflowId(PLAIN.process, entryId))
  expect(await end(task?.workflowId as string)).toMatchObject({ taskId: entryId, data: { amount: 99 } })
  await end(first.workflowId)
})

test('a mended body of a later event claims its identity: sender and operator at once start one task', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id, key } = draw()
    const first = await open.send(WITH_REF, good(id), { key: randomUUID() })
    await end(first.workflowId)
    const { delivery } = await open.send(WITH_REF, bad(id), { key })
    const { process, taskId } = delivery
    await open.quarantine.edit(process, taskId, { body: good(id, 1), actor })
    const [sent, resubmitted] = await Promise.allSettled([
      open.send(WITH_REF, good(id, round % 2 === 0 ? 1 : 2), { key }),
      open.quarantine.resubmit(process, taskId, { actor }),
    ])
    expect(sent.status).toBe('fulfilled')
    const refused = resubmitted.status === 'rejected' && (resubmitted.reason as { code: string }).code
    if (round % 2 === 0) expect(refused).toBe(false)
    else if (refused) expect(refused).toBe('delivery_key_reused')
    else if (sent.status === 'fulfilled') expect(sent.value.reused).toBeDefined()
    const ref = refWorkflowId(process, id)
    await waitFor(
      'the task runs',
      async () => (await open.client.getHandle(ref).describe()).status.name === 'RUNNING',
    )
    const task = await end(ref)
    const repeat = await open.send(WITH_REF, good(id, (task.data as { amount: number }).amount), { key })
    expect(repeat).toMatchObject({ repeat: true })
    expect(repeat.reused).toBeUndefined()
    expect((await open.client.getHandle(ref).describe()).status.name).toBe('COMPLETED')
  }
})

test('a mended later event of a process that signals reaches the open task', async () => {
  const { id, key } = draw()
  const first = await open.send(WITH_SIGNAL, good(id), { key: randomUUID() })
  const { delivery } = await open.send(WITH_SIGNAL, bad(id), { key })
  const { process, taskId } = delivery
  await open.quarantine.edit(process, taskId, { body: good(id, 1), actor })
  const { task } = await open.quarantine.resubmit(process, taskId, { actor })
  expect(task).toEqual({ workflowId: first.workflowId, runId: first.runId })
  const { events } = await open.client.getHandle(first.workflowId).fetchHistory()
  const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? [])
  expect(signals).toHaveLength(1)
  expect(await open.send(WITH_SIGNAL, good(id, 1), { key })).toMatchObject({ kind: 'recorded', repeat: true })
  await end(first.workflowId)
})

test('with a key for it, the id of an entry tells nobody which body it is of', () => {
  const of = { addressed: 'loan-approved', key: 'k', about: '', digest: 'd' }
  expect(entryIdOf(of, null)).not.toBe(entryIdOf(of, Buffer.alloc(32, 1)))
  expect(entryIdOf(of, Buffer.alloc(32, 1))).toBe(entryIdOf(of, Buffer.alloc(32, 1)))
})
