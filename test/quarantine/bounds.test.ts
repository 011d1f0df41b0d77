/** The quarantine of a process is bounded, and nothing beyond the bound is lost. */
import { randomUUID } from 'node:crypto'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import { expect, test } from 'vitest'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import { startReleasing } from '../../src/inbox/release-stuck.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'
import { PLAIN, useQuarantine } from './open-quarantine.ts'

const open = useQuarantine()
const inboxes = useInboxes()
const actor = 'test:bob'

test('lists tell the reason of every open entry, page by page, newest first, of one process', async () => {
  const process = `list-${randomUUID()}`
  const sent: string[] = []
  for (const amount of [1, 2, 3]) {
    const { delivery } = await open.send({ ...PLAIN, process }, JSON.stringify({ id: amount, amount }))
    sent.unshift(delivery.taskId)
  }
  const listed = await waitFor('all are listed, with what they are', async () => {
    const { entries } = await open.quarantine.list({ process })
    return entries.length === 3 && entries.every(({ summary }) => summary !== null) && entries
  })
  expect(listed.map(({ taskId }) => taskId)).toEqual(sent)
  expect(listed[0]).toMatchObject({ process, summary: { code: 'schema_mismatch', again: 0, edits: 0 } })
  const first = await open.quarantine.list({ process, limit: 2 })
  const rest = await open.quarantine.list({ process, limit: 2, page: first.next as string })
  expect([...first.entries, ...rest.entries].map(({ taskId }) => taskId)).toEqual(sent)
  await expect(open.quarantine.show(process, '0'.repeat(24))).rejects.toMatchObject({
    code: 'quarantine_unknown',
  })
})

test('what finds no room is put aside, blocks nobody, and moves on by itself when there is room', async () => {
  const process = `full-${randomUUID()}`
  const problem = { code: 'schema_mismatch', message: 'It does not fit', problems: [] }
  const inbox = await inboxes.open()
  const quarantine = { days: 30, maxPerProcess: 2 }
  const target = { client: open.client, taskQueue: open.taskQueue, deadlineMs: 15_000, quarantine }
  const forwarder = startForwarder({ inbox, target })
  const stopReleasing = startReleasing({ inbox, everyMs: 500 })
  try {
    for (let count = 0; count < 3; count++) await inbox.accept(makeDelivery({ process, problem }))
    const task = makeDelivery({ process, workflowType: 'depositMade' })
    await inbox.accept(task)
    await waitFor('one is put aside', () => inbox.counts().stuck === 1 && inbox.counts().records === 0)
    expect(inbox.stuck()[0]?.reason.code).toBe('quarantine_full')
    expect(
      await open.client.describeRun({ workflowId: `${process}/t/${task.taskId}`, deadlineMs: 5_000 }),
    ).not.toBeNull()

    const entries = await waitFor('two are listed', async () => {
      const page = await open.quarantine.list({ process })
      return page.entries.length === 2 && page.entries
    })
    for (const { taskId } of entries)
      await open.quarantine.discard(process, taskId, { reason: 'room', actor })
    await waitFor('the third has moved on', async () => {
      const page = await open.quarantine.list({ process })
      return inbox.counts().stuck === 0 && inbox.counts().records === 0 && page.entries.length === 1
    })
  } finally {
    stopReleasing()
    await forwarder.stop()
  }
})

test('an entry that continued as new knows what happened before, and how long it is kept', async () => {
  const { delivery } = await open.send(PLAIN, JSON.stringify({ id: randomUUID() }))
  const { process, taskId } = delivery
  const { workflowId } = open.client.getHandle(`${process}/d/${taskId}`)
  const kept = await open.client.getHandle(workflowId).fetchHistory()
  const payloads = kept.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads
  const arg = defaultPayloadConverter.fromPayload<object>(payloads?.[0] as Payload)
  await open.client.getHandle(workflowId).terminate()
  const so = { keptUntil: '2999-01-01T00:00:00.000Z', again: 5, edits: 2 }
  await open.client.start('quarantinedDelivery', {
    workflowId,
    taskQueue: open.taskQueue,
    args: [{ ...arg, so }],
  })
  expect(await open.quarantine.show(process, taskId)).toMatchObject({ ...so, current: true })
  await open.quarantine.discard(process, taskId, { reason: 'seen', actor })
})
