/** A Temporal that always answers, but later than START_DEADLINE_MS, takes its deliveries all the same. */
import { Connection } from '@temporalio/client'
import { expect, test } from 'vitest'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import { Patience } from '../../src/forwarder/patience.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { startSlowProxy } from '../helpers/slow-proxy.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'

const { open } = useInboxes()

test('a Temporal that always answers too late empties the inbox, and the log names what to set', async () => {
  const proxy = await startSlowProxy(temporalAddress(), 0)
  const connection = await Connection.connect({ address: `127.0.0.1:${proxy.port}`, connectTimeout: 20_000 })
  const client = new StartClient({ connection, namespace: 'inbox-2' })
  const warnings: string[] = []
  const log = { info() {}, warn: (_: object, text: string) => void warnings.push(text), error() {} }
  const inbox = await open()
  const deliveries = Array.from({ length: 20 }, () => makeDelivery({ process: 'late', workflowType: 'late' }))
  // Later than the deadline, whatever is done
  proxy.delayMs = 1_000
  const target = { client, taskQueue: 'late-temporal', deadlineMs: 300, log }
  const forwarder = startForwarder({ inbox, target, log })
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  await waitFor('an empty inbox', () => inbox.counts().records === 0, 60_000)
  expect(warnings.join('\n')).toContain('START_DEADLINE_MS')
  await forwarder.stop()
  proxy.delayMs = 0
  for (const { taskId } of deliveries)
    expect(await client.describeRun({ workflowId: `late/t/${taskId}`, deadlineMs: 15_000 })).not.toBeNull()
  await connection.close()
  await proxy.stop()
})

test('patience widens once for calls that fail together, never without end, and narrows after good answers', () => {
  const patience = new Patience(100)
  for (let call = 0; call < 32; call++) patience.late(100)
  expect(patience.deadlineMs).toBe(200)
  for (let times = 0; times < 10; times++) patience.late(patience.deadlineMs)
  expect(patience.deadlineMs).toBe(800)
  for (let answer = 0; answer < 199; answer++) patience.answered(50)
  patience.answered(150)
  expect(patience.deadlineMs).toBe(800)
  for (let answer = 0; answer < 200; answer++) patience.answered(50)
  expect(patience.deadlineMs).toBe(100)
})
