/** The forwarder itself in a burst and after it: acceptance comes first, and nothing waits for a start that hangs. */
import { expect, test } from 'vitest'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Inbox } from '../../src/inbox/inbox-contract.ts'
import type { StartClient } from '../../src/temporal/start-client.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'

const { open } = useInboxes()
const WAITING = 20

/** Temporal as it is when no start comes back. */
function hangingClient() {
  let begun = 0
  let release = () => {}
  const hangs = new Promise<{ readonly runId: string }>((resolve) => {
    release = () => resolve({ runId: 'a-run' })
  })
  const startTask = () => {
    begun += 1
    return hangs
  }
  return { client: { startTask } as unknown as StartClient, begun: () => begun, release: () => release() }
}

/** The event loop at work, and so many accepted that acceptance counts as busy. */
async function keepBusy(forMs: number, turn: () => void): Promise<void> {
  const end = performance.now() + forMs
  while (performance.now() < end) {
    for (const until = performance.now() + 5; performance.now() < until; ) turn()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a start that hangs holds up nothing once the burst is over, and no delivery has to come for that', async () => {
  const inbox = await open()
  let accepted = 0
  const busyInbox: Inbox = Object.create(inbox, { accepted: { value: () => accepted } })
  const { client, begun, release } = hangingClient()
  const target = { client, taskQueue: 'none', deadlineMs: 60_000 }
  const forwarder = startForwarder({ inbox: busyInbox, target, concurrency: 8 })
  const turn = () => {
    accepted += 1
    forwarder.wake()
  }
  try {
    await keepBusy(500, turn)
    const waiting = Promise.all(Array.from({ length: WAITING }, () => inbox.accept(makeDelivery())))
    await keepBusy(1_500, turn)
    await waiting
    expect(begun()).toBe(1)
    await waitFor('as many hang as may be under way', () => begun() === 8, 20_000)
  } finally {
    release()
    await forwarder.stop()
  }
})
