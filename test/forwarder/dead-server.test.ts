/** Temporal may be away: deliveries are accepted all the same, and none is lost or doubled when it is back. */
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryTarget } from '../../src/forwarder/deliver/delivery-target.ts'
import { createDirectAccept } from '../../src/forwarder/direct-accept.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { startDevServer } from '../inbox/start-dev-server.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'

const { open, makeDir } = useInboxes()
const namespace = 'default'
let port: number
let connection: Connection
let target: DeliveryTarget
let server: ReturnType<typeof startDevServer> | undefined
const warnings: string[] = []
const log = { info: () => {}, warn: (_: object, text: string) => void warnings.push(text), error: () => {} }

beforeAll(async () => {
  port = await findFreePort()
  connection = connectClientLazily({
    connectionOptions: { address: `127.0.0.1:${port}` },
    namespace,
    addressConfigured: true,
  })
  const client = new StartClient({ connection, namespace })
  target = { client, taskQueue: 'dead-server', deadlineMs: 5_000, log }
})
afterAll(async () => {
  await connection.close()
  await server?.stop()
})

/** Asks over a new connection, which knows nothing of earlier failures. */
async function isServing(): Promise<boolean> {
  const fresh = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 1_000 })
  try {
    const client = new StartClient({ connection: fresh, namespace })
    await client.describeRun({ workflowId: 'nobody', deadlineMs: 1_000 })
    return true
  } finally {
    await fresh.close()
  }
}

async function countTasks(): Promise<number> {
  return (await target.client.count("WorkflowType = 'loanApproved'")).count
}

test('a thousand deliveries accepted without Temporal are a thousand tasks soon after it comes', async () => {
  const inbox = await open()
  const forwarder = startForwarder({ inbox, target, log })
  await Promise.all(Array.from({ length: 1_000 }, () => inbox.accept(makeDelivery())))
  await waitFor('the forwarder to notice', () => forwarder.status().state === 'unreachable')
  await waitFor('probing with one at a time', () => forwarder.status().inFlight <= 1)
  expect(forwarder.status()).toMatchObject({ forwarded: 0, refused: 0 })
  server = startDevServer(port, [])
  await waitFor('an empty inbox', () => inbox.counts().records === 0, 50_000)
  await forwarder.stop()
  await waitFor('a thousand tasks, no more and no fewer', async () => (await countTasks()) === 1_000)
  expect(inbox.counts().stuck).toBe(0)
  // This server has no search attributes of ours: said once, not a thousand times.
  expect(warnings.filter((text) => text.includes('search attributes'))).toHaveLength(1)
})

test('a Temporal killed in the middle of it costs no delivery and doubles none', async () => {
  await server?.stop()
  const file = `${makeDir()}/temporal.db`
  server = startDevServer(port, [], '--db-filename', file)
  const inbox = await open()
  await Promise.all(Array.from({ length: 200 }, () => inbox.accept(makeDelivery())))
  const forwarder = startForwarder({ inbox, target, log })
  await waitFor('some tasks', () => forwarder.status().forwarded >= 20, 40_000)
  await server.stop()
  expect(inbox.counts().records).toBeGreaterThan(0)
  server = startDevServer(port, [], '--db-filename', file)
  await waitFor('an empty inbox', () => inbox.counts().records === 0, 50_000)
  await forwarder.stop()
  await waitFor('two hundred tasks', async () => (await countTasks()) === 200)
})

test('a Temporal that is back is used within seconds', async () => {
  const inbox = await open()
  await server?.stop()
  const forwarder = startForwarder({ inbox, target })
  await inbox.accept(makeDelivery())
  await waitFor('the forwarder to notice', () => forwarder.status().state === 'unreachable')
  server = startDevServer(port, [])
  await waitFor('the server', isServing)
  const backAt = performance.now()
  await waitFor('an empty inbox', () => inbox.counts().records === 0)
  expect(performance.now() - backAt).toBeLessThan(10_000)
  await forwarder.stop()
})

test('in direct mode the answer waits for Temporal: 503 within the deadline while it is away', async () => {
  const accept = createDirectAccept(target, 800)
  const delivery = makeDelivery()
  await accept(delivery)
  await accept(delivery)
  await server?.stop()
  const begun = performance.now()
  const late = await accept(makeDelivery()).catch((error: unknown) => error)
  expect(late).toMatchObject({ code: 'temporal_late' })
  expect(late).toMatchObject({ status: 503, retryAfter: 2 })
  expect(performance.now() - begun).toBeLessThan(6_000)
})
