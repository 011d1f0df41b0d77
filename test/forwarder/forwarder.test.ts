/** The forwarder against a real server: order, repeats, refusals, restarts, two at once. */
import { randomBytes, randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { expect, test } from 'vitest'
import { drainInbox } from '../../src/forwarder/drain-inbox.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'
import { useTarget } from './open-target.ts'

const { open, makeDir } = useInboxes()
const target = useTarget('inbox-2')

const runsOf = (deliveries: readonly Delivery[]) =>
  Promise.all(
    deliveries.map(async ({ process, taskId }) => {
      const run = await target.client.describeRun({
        workflowId: taskWorkflowId(process, taskId),
        deadlineMs: 15_000,
      })
      return run?.runId ?? null
    }),
  )

test('what is accepted becomes tasks, and the inbox forgets it', async () => {
  const inbox = await open()
  const forwarder = startForwarder({ inbox, target })
  const deliveries = Array.from({ length: 200 }, () => makeDelivery())
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  await waitFor('an empty inbox', () => inbox.counts().records === 0)
  expect((await runsOf(deliveries)).filter((run) => run === null)).toEqual([])
  expect(forwarder.status()).toMatchObject({ state: 'forwarding', forwarded: 200, refused: 0, lanes: 0 })
  await forwarder.stop()
})

test('repeats in one inbox and in two, forwarded at the same time, give one task each', async () => {
  const inboxes = [await open(), await open()]
  const deliveries = Array.from({ length: 60 }, () => makeDelivery())
  const ref = randomUUID()
  const events = Array.from({ length: 10 }, () => makeDelivery({ ref, refInUse: 'signal' }))
  for (const inbox of inboxes) {
    await Promise.all(
      [...deliveries, ...events, ...deliveries, ...events].map((delivery) => inbox.accept(delivery)),
    )
  }
  const forwarders = inboxes.map((inbox) => startForwarder({ inbox, target }))
  for (const forwarder of forwarders) expect(await forwarder.drain(20_000)).toBe(0)
  for (const forwarder of forwarders) await forwarder.stop()
  for (const { taskId } of deliveries) {
    const { events: history } = await target.client
      .getHandle(taskWorkflowId('loan-approved', taskId))
      .fetchHistory()
    expect(history?.length).toBe(2)
  }
  const latest = await target.client.getHandle(refWorkflowId('loan-approved', ref)).describe()
  expect(latest.memo).toEqual({ first: events[0]?.taskId, firstDigest: events[0]?.digest })
  // The first event has its task, every other one its record.
  const records = await Promise.all(
    events.map(({ taskId }) => {
      const workflowId = deliveryWorkflowId('loan-approved', taskId)
      return target.client.describeRun({ workflowId, deadlineMs: 15_000 })
    }),
  )
  expect(records.map((record) => record !== null)).toEqual(events.map((_, index) => index > 0))
})

test('what was not forwarded goes on after a restart; drain sends it from elsewhere', async () => {
  const dir = makeDir()
  const deliveries = Array.from({ length: 120 }, () => makeDelivery())
  const inbox = await open({ dir })
  const forwarder = startForwarder({ inbox, target, concurrency: 2 })
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  await waitFor('some forwarded', () => forwarder.status().forwarded > 10)
  await forwarder.stop()
  await inbox.close()
  const drained = await drainInbox(dir, target, { deadlineMs: 20_000 })
  expect(drained).toMatchObject({ left: 0, stuck: 0 })
  expect(drained.forwarded).toBeGreaterThan(0)
  expect((await runsOf(deliveries)).filter((run) => run === null)).toEqual([])
  expect(await drainInbox(dir, target)).toEqual({ forwarded: 0, left: 0, stuck: 0 })
  await expect(drainInbox(`${dir}/typo`, target)).rejects.toThrow('There is no inbox')
})

test('drain tells a Temporal that takes nothing from a record that can not be read', async () => {
  const dir = makeDir()
  const inbox = await open({ dir, encryption: { keys: [randomBytes(32)], configured: true } })
  await inbox.accept(makeDelivery())
  await inbox.close()
  const another = { keys: [randomBytes(32)], configured: true }
  const unread = await drainInbox(dir, target, { deadlineMs: 1_500, encryption: another })
  expect(unread).toEqual({ forwarded: 0, left: 1, stuck: 0 })

  const clear = makeDir()
  const other = await open({ dir: clear })
  await other.accept(makeDelivery())
  await other.close()
  const connection = Connection.lazy({ address: '127.0.0.1:1' })
  const nowhere = {
    ...target,
    client: new StartClient({ connection, namespace: 'inbox-2' }),
    deadlineMs: 500,
  }
  expect(await drainInbox(clear, nowhere, { deadlineMs: 1_500 })).toEqual({
    forwarded: 0,
    left: 1,
    stuck: 0,
    away: true,
  })
  await connection.close()
})

test('what Temporal refuses for good is put aside with its reason, and holds nobody up', async () => {
  const inbox = await open()
  const ref = randomUUID()
  const refused = [
    makeDelivery({ ref, data: { x: 'x'.repeat(2_200_000) } }),
    makeDelivery({ data: { x: 'x'.repeat(4_500_000) } }),
    { ...makeDelivery(), body: Buffer.from('{') },
  ]
  const fine = [makeDelivery({ ref }), makeDelivery()]
  for (const delivery of [...refused, ...fine]) await inbox.accept(delivery)
  const forwarder = startForwarder({ inbox, target })
  expect(await forwarder.drain(20_000)).toBe(0)
  expect(forwarder.status()).toMatchObject({ state: 'forwarding', forwarded: 2, refused: 3 })
  await forwarder.stop()
  const stuck = inbox.stuck().sort((a, b) => a.seq - b.seq)
  expect(stuck.map(({ delivery }) => delivery.taskId)).toEqual(refused.map(({ taskId }) => taskId))
  expect(stuck.map(({ reason }) => reason.message)).toEqual([
    expect.stringContaining('INVALID_ARGUMENT: '),
    expect.stringContaining('argument has 4500'),
    expect.stringContaining('JSON'),
  ])
  expect(stuck[0]?.delivery.body.equals(refused[0]?.body as Buffer)).toBe(true)
})

test('a namespace that does not exist stops the forwarder with one alarm, and no delivery is lost by it', async () => {
  const inbox = await open()
  const lines: string[] = []
  const log = { info: () => {}, warn: () => {}, error: (_: object, text: string) => void lines.push(text) }
  const client = new StartClient({ connection: target.client.connection, namespace: 'not-yet-there' })
  const elsewhere = { taskQueue: target.taskQueue, deadlineMs: target.deadlineMs, client }
  const deliveries = Array.from({ length: 20 }, () => makeDelivery())
  for (const delivery of deliveries) await inbox.accept(delivery)
  const forwarder = startForwarder({ inbox, target: elsewhere, log })
  await waitFor('the alarm', () => forwarder.status().state === 'blocked')
  expect(await forwarder.drain(500)).toBe(20)
  expect(forwarder.status()).toMatchObject({ state: 'blocked', reason: expect.stringMatching(/namespace/i) })
  expect(lines).toHaveLength(1)
  await forwarder.stop()
  expect(inbox.counts()).toMatchObject({ records: 20, stuck: 0 })
})

test('repeats are counted, and a delivery that is forwarded again after a crash is none', async () => {
  const inbox = await open()
  const deliveries = Array.from({ length: 5 }, () => makeDelivery())
  // As left behind by a receiver that died before it deleted the record.
  for (const delivery of [...deliveries, ...deliveries]) await inbox.accept(delivery)
  const repeats = deliveries.map((delivery) => ({ ...delivery, receivedAt: '2026-11-24T10:00:00.000Z' }))
  for (const delivery of repeats) await inbox.accept(delivery)
  const forwarder = startForwarder({ inbox, target })
  expect(await forwarder.drain(20_000)).toBe(0)
  await forwarder.stop()
  expect(forwarder.status()).toMatchObject({ forwarded: 15, duplicates: 5 })
})
