/** Later events of a ref over the whole way of an inbox: order, no worker for a while, several receivers at once. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'
import { useTarget } from './open-target.ts'
import { playRefs } from './play-refs.ts'
import { runWorker } from './run-worker.ts'

const { open } = useInboxes()
const target = useTarget('inbox-2')
const later = useTarget('inbox-2')

beforeAll(async () => {
  await runWorker('inbox-2', target.taskQueue)
})

function makeEvents(count: number) {
  const ref = randomUUID()
  const events = Array.from({ length: count }, () => makeDelivery({ ref, refInUse: 'signal' }))
  return { id: refWorkflowId('loan-approved', ref), events, taskIds: events.map(({ taskId }) => taskId) }
}

async function taskIdsOf(workflowId: string): Promise<string[]> {
  return (await target.client.getHandle(workflowId).query('taskIds')) as string[]
}

test('without a worker the events of a ref get to Temporal; with one, each has its outcome', async () => {
  const inbox = await open()
  const { id, events, taskIds } = makeEvents(12)
  await Promise.all(events.map((event) => inbox.accept(event)))
  const forwarder = startForwarder({ inbox, target: later })
  const lone = makeDelivery()
  await inbox.accept(lone)
  expect(await forwarder.drain(20_000)).toBe(0)
  await forwarder.stop()
  expect((await target.client.getHandle(id).describe()).memo).toMatchObject({ first: taskIds[0] })

  await runWorker('inbox-2', later.taskQueue)
  await waitFor('all of them', async () => (await taskIdsOf(id)).length === taskIds.length)
  expect((await taskIdsOf(id)).sort()).toEqual([...taskIds].sort())
})

test('with a worker the events of a ref arrive in the order of their acceptance', async () => {
  const inbox = await open()
  const forwarder = startForwarder({ inbox, target, concurrency: 16 })
  const [together, oneByOne] = [makeEvents(30), makeEvents(10)]
  const others = Array.from({ length: 15 }, () => makeDelivery())
  await Promise.all([...together.events, ...others].map((event) => inbox.accept(event)))
  expect(await forwarder.drain(30_000)).toBe(0)
  for (const event of oneByOne.events) {
    await inbox.accept(event)
    await waitFor('it left the inbox', () => inbox.counts().records === 0)
  }
  await forwarder.stop()
  for (const { id, taskIds } of [together, oneByOne]) {
    await waitFor('all of them', async () => (await taskIdsOf(id)).length === taskIds.length)
    expect(await taskIdsOf(id)).toEqual(taskIds)
  }
})

test('two and three receivers with the same and with different events of few refs: one outcome each', async () => {
  for (const [receivers, terminate] of [
    [2, true],
    [3, false],
  ] as const) {
    const inboxes = await Promise.all(Array.from({ length: receivers }, () => open()))
    const played = await playRefs(target, inboxes, { refs: 4, eventsPerRef: 9, shared: 0.5, terminate })
    expect(played.wrong).toEqual([])
    expect(played.kinds.task).toBeGreaterThan(4)
  }
})
