/** What becomes of deliveries in quarantine: mended, resubmitted, discarded, expired; over a real worker. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { PLAIN, useQuarantine, WITH_REF } from './open-quarantine.ts'

const open = useQuarantine()
const actor = 'test:bob'

/** A body that is not JSON, another one each time. */
const broken = (id: string = randomUUID()) => `{"id":"${id}","amount":12,50}`
const mended = (id: string) => JSON.stringify({ id, amount: 12.5 })

async function endTask(workflowId: string, runId?: string): Promise<Task> {
  const handle = open.client.getHandle(workflowId, runId)
  await handle.signal('end')
  return (await handle.result()) as Task
}

test('a broken body is kept with line and column, and becomes the task it should have been once it is mended', async () => {
  const key = randomUUID()
  const { kind, delivery } = await open.send(PLAIN, broken(), { key })
  expect(kind).toBe('quarantined')
  const { process, taskId } = delivery
  const entry = await open.quarantine.show(process, taskId)
  expect(entry).toMatchObject({ current: true, again: 0, edits: 0, ended: null, bodyEncoding: 'text' })
  expect(entry.body).toBe(delivery.body.toString())
  expect(entry.problem.code).toBe('json_invalid')
  expect(entry.problem.problems[0]).toMatchObject({ line: 1, column: expect.any(Number) })

  await expect(open.quarantine.resubmit(process, taskId, { actor })).rejects.toMatchObject({
    code: 'json_invalid',
    problems: [expect.objectContaining({ line: 1 })],
  })
  const edited = await open.quarantine.edit(process, taskId, { body: '{"id":"L1"}', actor })
  expect(edited).toMatchObject({ edits: 1, body: '{"id":"L1"}' })
  await expect(open.quarantine.resubmit(process, taskId, { actor })).rejects.toMatchObject({
    code: 'schema_mismatch',
    problems: [expect.objectContaining({ path: '/amount' })],
  })
  expect((await open.quarantine.show(process, taskId)).problem.code).toBe('schema_mismatch')

  await open.quarantine.edit(process, taskId, { body: mended('L1'), actor })
  const identity = taskIdOf(process, key)
  const workflowId = taskWorkflowId(process, identity)
  const result = await open.quarantine.resubmit(process, taskId, { actor })
  expect(result).toEqual({
    ended: 'resubmitted',
    reason: null,
    actor,
    task: { workflowId, runId: expect.any(String) },
  })
  const description = await open.client.getHandle(workflowId).describe()
  expect(await description.staticSummary()).toBe('Deposit made')
  const attributes = description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])
  expect(Object.fromEntries(attributes)).toMatchObject({
    MpoProcess: process,
    MpoTaskId: identity,
    MpoNode: 'Start',
  })
  expect(await endTask(workflowId)).toMatchObject({
    taskId: identity,
    data: { id: 'L1', amount: 12.5 },
    delivery: { key, receivedAt: delivery.receivedAt, method: 'POST' },
  })
})

test('it is resubmitted once, however often and from wherever that is asked', async () => {
  const { delivery } = await open.send(PLAIN, broken())
  const { process, taskId } = delivery
  await open.quarantine.edit(process, taskId, { body: mended('L2'), actor })
  const entry = open.client.getHandle(deliveryWorkflowId(process, taskId))
  await entry.signal('resubmit')
  const results = await Promise.all(
    Array.from({ length: 6 }, () => open.quarantine.resubmit(process, taskId, { actor })),
  )
  expect(new Set(results.map(({ task }) => task?.runId)).size).toBe(1)
  // Long after: it is known as resubmitted, also to those who want something else of it.
  await entry.result()
  expect(await open.quarantine.resubmit(process, taskId, { actor })).toEqual(results[0])
  await expect(open.quarantine.discard(process, taskId, { reason: 'late', actor })).rejects.toMatchObject({
    code: 'quarantine_closed',
  })
  await expect(open.quarantine.edit(process, taskId, { body: '{}', actor })).rejects.toMatchObject({
    code: 'quarantine_closed',
  })
  const runs: string[] = []
  await endTask(taskWorkflowId(process, taskId))
  await waitFor('the task is listed', async () => {
    runs.length = 0
    for await (const run of open.client.list({ query: `WorkflowId = '${taskWorkflowId(process, taskId)}'` }))
      runs.push(run.runId)
    return runs.length > 0
  })
  expect(runs).toHaveLength(1)
})

test('the same body again collapses into one entry that counts, and is another delivery once that has ended', async () => {
  const body = broken()
  const first = await open.send(PLAIN, body)
  const { process, taskId } = first.delivery
  for (const minute of [1, 2, 3]) {
    const receivedAt = new Date(Date.now() + minute * 60_000).toISOString()
    const again = await open.send(PLAIN, body, { receivedAt })
    expect(again).toMatchObject({ kind: 'quarantined', repeat: true, workflowId: first.workflowId })
    // The forwarder tries again what it is not sure of: that is no other arrival.
    await open.send(PLAIN, body, { receivedAt })
  }
  await waitFor(
    'three repeats are counted',
    async () => (await open.quarantine.show(process, taskId)).again === 3,
  )
  await open.quarantine.discard(process, taskId, { reason: 'template fixed', actor })
  expect((await open.quarantine.show(process, taskId)).ended).toMatchObject({
    ended: 'discarded',
    reason: 'template fixed',
    actor,
  })
  // Without a key it may be another event, and nobody looks at what has ended.
  const receivedAt = new Date(Date.now() + 300_000).toISOString()
  const next = await open.send(PLAIN, body, { receivedAt })
  expect(next).toMatchObject({ kind: 'quarantined', repeat: false, keptAs: expect.any(String) })
  const nextId = next.keptAs as string
  expect(nextId).not.toBe(taskId)
  expect(await open.quarantine.show(process, nextId)).toMatchObject({ taskId: nextId, ended: null, again: 0 })
  // Tried again it is the same arrival, and a repeat is counted by it.
  expect(await open.send(PLAIN, body, { receivedAt })).toMatchObject({ repeat: false, keptAs: nextId })
  expect(await open.send(PLAIN, body)).toMatchObject({ repeat: true, keptAs: nextId })
  // Mended, both are tasks of their own.
  await open.quarantine.edit(process, nextId, { body: mended(randomUUID()), actor })
  const { task } = await open.quarantine.resubmit(process, nextId, { actor })
  expect(task).toMatchObject({ workflowId: taskWorkflowId(process, nextId), runId: expect.any(String) })
  expect(await open.send(PLAIN, body)).toMatchObject({ repeat: false, kind: 'quarantined' })
})

test('under a key it stays the same delivery, whatever became of its entry', async () => {
  const body = broken()
  const key = randomUUID()
  const { delivery } = await open.send(PLAIN, body, { key })
  await open.quarantine.discard(delivery.process, delivery.taskId, { reason: 'not ours', actor })
  const again = await open.send(PLAIN, body, { key })
  expect(again).toMatchObject({ kind: 'quarantined', repeat: true })
  expect(again.keptAs).toBeUndefined()
})

test('the same body without a key is kept however many entries of it have ended', async () => {
  const body = broken()
  const at = (minute: number) => new Date(Date.now() + minute * 60_000).toISOString()
  const entries = new Set<string>()
  for (let minute = 0; minute < 14; minute++) {
    const { keptAs, delivery, repeat } = await open.send(PLAIN, body, { receivedAt: at(minute) })
    const id = keptAs ?? delivery.taskId
    expect([repeat, entries.has(id)]).toEqual([false, false])
    entries.add(id)
    await open.quarantine.discard(PLAIN.process, id, { reason: 'x', actor })
  }
})

test('everything works with bare signals and Updates, as the temporal command sends them', async () => {
  const { delivery } = await open.send(PLAIN, broken())
  const { process, taskId } = delivery
  const entry = open.client.getHandle(deliveryWorkflowId(process, taskId))
  await entry.signal('edit', '{"id":1}')
  await entry.signal('resubmit')
  await waitFor(
    'the refusal shows',
    async () => (await open.quarantine.show(process, taskId)).problem.code === 'schema_mismatch',
  )
  await entry.executeUpdate('edit', { args: [mended('L3')] })
  await expect(entry.executeUpdate('edit', { args: [{ body: 3 }] })).rejects.toThrow()
  expect(await entry.executeUpdate('resubmit')).toMatchObject({ ended: 'resubmitted', actor: null })
  expect(await endTask(taskWorkflowId(process, taskId))).toMatchObject({ data: { id: 'L3' } })

  const other = await open.send(PLAIN, broken())
  const otherEntry = open.client.getHandle(other.workflowId)
  await otherEntry.signal('discard', 'not ours')
  expect(await otherEntry.result()).toMatchObject({ ended: 'discarded', reason: 'not ours' })
})

test('a delivery whose ref is in use can be resubmitted when the ref is free again, and says so until then', async () => {
  const id = `LN-${randomUUID()}`
  const first = await open.send(WITH_REF, mended(id), { key: randomUUID() })
  const second = await open.send(WITH_REF, mended(id), { key: randomUUID() })
  const { process, taskId } = second.delivery
  const entry = await waitFor('it is in quarantine', () =>
    open.quarantine.show(process, taskId).catch(() => null),
  )
  expect(entry).toMatchObject({ ref: id, problem: { code: 'not_unical_ref' } })
  await expect(open.quarantine.resubmit(process, taskId, { actor })).rejects.toMatchObject({
    code: 'not_unical_ref',
  })
  await endTask(first.workflowId)
  const { task } = await open.quarantine.resubmit(process, taskId, { actor })
  expect(task?.workflowId).toBe(refWorkflowId(process, id))
  expect(await endTask(refWorkflowId(process, id), task?.runId ?? undefined)).toMatchObject({
    taskId,
    ref: id,
  })
  // A repeat of the first event is still known for what it is.
  expect(await open.send(WITH_REF, mended(id), { key: first.delivery.key ?? '' })).toMatchObject({
    kind: 'task',
    repeat: true,
  })
})

test('a mended delivery may be the first of its ref, and its repeat is known afterwards', async () => {
  const id = `LN-${randomUUID()}`
  const key = randomUUID()
  const { delivery } = await open.send(WITH_REF, broken(id), { key })
  const { process, taskId } = delivery
  await open.quarantine.edit(process, taskId, { body: mended(id), actor })
  await open.quarantine.resubmit(process, taskId, { actor })
  await endTask(refWorkflowId(process, id))
  expect(await open.send(WITH_REF, mended(id), { key })).toMatchObject({ kind: 'task', repeat: true })
})

test('a sender that sends a better body under the same key has its task, and a resubmission starts no second one', async () => {
  for (const startNode of [PLAIN, WITH_REF]) {
    const id = `LN-${randomUUID()}`
    const key = randomUUID()
    const { delivery } = await open.send(startNode, broken(id), { key })
    const better = await open.send(startNode, mended(id), { key })
    expect(better).toMatchObject({ kind: 'task', repeat: false })
    const { process, taskId } = delivery
    await open.quarantine.edit(process, taskId, { body: mended(id), actor })
    expect((await open.quarantine.resubmit(process, taskId, { actor })).task).toEqual({
      workflowId: better.workflowId,
      runId: null,
    })
    await endTask(better.workflowId)
  }
})

test('an entry expires, and forms and XML are mended in their own format', async () => {
  const expiring = await open.send(PLAIN, broken(), { days: 0.5 / 86_400 })
  expect(await open.client.getHandle(expiring.workflowId).result()).toMatchObject({ ended: 'expired' })
  const { delivery } = await open.send({ ...PLAIN, input: WITH_REF.input }, 'id=L4&amount=%', {
    format: 'nvp',
  })
  const { process, taskId } = delivery
  expect(await open.quarantine.show(process, taskId)).toMatchObject({
    format: 'nvp',
    problem: { code: 'nvp_invalid' },
  })
  await open.quarantine.edit(process, taskId, { body: 'id=L4&amount=7', actor })
  // The amount of a form is a text.
  await expect(open.quarantine.resubmit(process, taskId, { actor })).rejects.toMatchObject({
    code: 'schema_mismatch',
  })
  await open.quarantine.discard(process, taskId, { reason: 'x', actor })
})
