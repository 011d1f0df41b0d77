/** The way of a callback: HTTP, inbox, forwarder, record, waiting task; all of it real. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../src/inbox/deliver.ts'
import type { Delivery } from '../../../src/inbox/delivery.ts'
import type { DeliveryTarget } from '../../../src/inbox/delivery-target.ts'
import { type Forwarder, startForwarder } from '../../../src/inbox/forwarder.ts'
import { type Inbox, openInbox } from '../../../src/inbox/inbox.ts'
import type { RunningHttpServer } from '../../../src/receiver/http-server.ts'
import { startHttpServer } from '../../../src/receiver/http-server.ts'
import { createReceiver } from '../../../src/receiver/receiver.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../../activities/answering-server.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { NAMESPACE } from '../run-worker.ts'
import { type Engine, openEngine, SIGNING_KEYS } from './open-engine.ts'

const dir = mkdtempSync(join(tmpdir(), 'startnode-callbacks-'))
const accepted: Delivery[] = []
let now = () => new Date()
let connection: Connection
let target: DeliveryTarget
let inbox: Inbox
let forwarder: Forwarder
let http: RunningHttpServer
let engine: Engine
/** The courier, who is given a callback URL with every order. */
let courier: AnsweringServer

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  const client = new StartClient({ connection, namespace: NAMESPACE })
  target = { client, taskQueue: 'callbacks', deadlineMs: 10_000 }
  inbox = await openInbox({
    dir,
    mapBytes: 16_777_216,
    maxRecords: 1_000,
    maxPerProcess: 1_000,
  })
  forwarder = startForwarder({ inbox, target })
  const receiver = createReceiver({
    settings: { current: () => null },
    startNodes: new Map(),
    signingKeys: SIGNING_KEYS,
    accept: async (delivery) => {
      await inbox.accept(delivery)
      accepted.push(delivery)
    },
    maxBodyBytes: 4_096,
    log: { request: () => {} },
    now: () => now(),
  })
  http = await startHttpServer({
    receiver,
    fastPath: true,
    port: 0,
    host: '127.0.0.1',
    readiness: () => ({ ready: true, reasons: [] }),
  })
  courier = await startAnsweringServer((_request, response) => answerJson(response, {}))
  engine = await openEngine('callbacks', { workflows: './callback-fixture.ts', publicUrl: http.url })
})

afterAll(async () => {
  await forwarder?.stop()
  await http?.stop()
  await engine?.stop()
  await courier?.stop()
  await inbox?.close()
  await connection?.close()
  rmSync(dir, { recursive: true })
})

/** Starts a task that orders, and gives the callback URLs of its orders. */
async function order(rounds: number, ref?: string) {
  return orderBy('hands-out-url', { rounds }, ref)
}

async function orderBy(process: string, data: object, ref?: string) {
  const path = `/${Math.random()}`
  const handle = await engine.start(process, { api: `${courier.url}${path}`, ...data }, ref)
  const urls = () =>
    courier.seen
      .filter((request) => request.url === path)
      .map(({ body }) => (JSON.parse(body) as { notify: string }).notify)
  return {
    handle,
    async url(round = 1): Promise<string> {
      await waitFor(`order ${round}`, () => urls().length >= round)
      return urls()[round - 1] as string
    },
  }
}

async function call(url: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
  const { ops } = (await answer.json()) as { ops: { code?: string; obj_id?: string } }
  return { status: answer.status, ...ops }
}

test('a callback releases its task with the body, and is known by its id', async () => {
  const { handle, url } = await order(1)
  const answer = await call(await url(), { parcel: 7 })
  expect(answer).toMatchObject({ status: 200, obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
  expect(await handle.result()).toEqual([{ parcel: 7 }])
  await waitFor('an empty inbox', () => inbox.counts().records === 0)
  const record = engine.client.workflow.getHandle(`hands-out-url/d/${answer.obj_id}`)
  expect(await record.result()).toMatchObject({ kind: 'signalled', workflowId: handle.workflowId })
})

test('the same callback again changes nothing: 409, or 200 when it carries a key', async () => {
  const { handle, url } = await order(2)
  const first = await url(1)
  expect((await call(first, { n: 1 })).status).toBe(200)
  expect(await call(first, { n: 1 })).toMatchObject({ status: 409, code: 'duplicate_callback' })
  const second = await url(2)
  const withKey = { 'idempotency-key': 'k-1' }
  const answer = await call(second, { n: 2 }, withKey)
  expect(await call(second, { n: 2 }, withKey)).toEqual(answer)
  expect(await handle.result()).toEqual([{ n: 1 }, { n: 2 }])
})

test('another body at a URL that was used does not release the next round', async () => {
  const { handle, url } = await order(2)
  const first = await url(1)
  await call(first, { n: 1 })
  const second = await url(2)
  const late = await call(first, { n: 'late' })
  await waitFor('an empty inbox', () => inbox.counts().records === 0)
  await engine.client.workflow.getHandle(`hands-out-url/d/${late.obj_id}`).result()
  await call(second, { n: 2 })
  expect(await handle.result()).toEqual([{ n: 1 }, { n: 2 }])
})

test('URLs of all runs of a task that continued as new release its node, each once', async () => {
  const { handle, url } = await orderBy('orders-early', { left: 2 })
  const [first, , third] = [await url(1), await url(2), await url(3)]
  expect((await call(third, { run: 3 })).status).toBe(200)
  expect((await call(first, { run: 1 })).status).toBe(200)
  expect((await call(first, { run: 'once more' })).status).toBe(200)
  const got = (await handle.result()) as unknown[]
  // Each callback goes to the task by itself, so the order is theirs
  expect(got).toEqual(expect.arrayContaining([{ run: 1 }, { run: 3 }, null]))
})

test('a callback that is forwarded twice reaches its task once, also when the task is over by then', async () => {
  const { handle, url } = await order(1)
  await call(await url(), { n: 1 })
  await handle.result()
  const delivery = accepted.at(-1) as Delivery
  const outcome = await deliver(delivery, target)
  expect(outcome).toMatchObject({ kind: 'recorded', workflowId: `hands-out-url/d/${delivery.taskId}` })
  const { events } = await handle.fetchHistory()
  const signals = events?.filter((event) => event.workflowExecutionSignaledEventAttributes)
  expect(signals).toHaveLength(1)
})

test('a callback for a task that is over goes to quarantine, and so does one for an earlier task of the ref', async () => {
  const ref = `LN-${Math.random()}`
  const first = await order(1, ref)
  const url = await first.url()
  await call(url, { n: 1 })
  await first.handle.result()
  const over = await call(url, { n: 'over' })
  const next = await order(1, ref)
  await next.url()
  const other = await call(url, { n: 'other' })
  for (const { status, obj_id } of [over, other]) {
    expect(status).toBe(200)
    await waitFor('an empty inbox', () => inbox.counts().records === 0)
    const entry = engine.client.workflow.getHandle(`hands-out-url/d/${obj_id}`)
    await waitFor('the quarantine entry', async () => (await entry.describe()).type === 'quarantinedDelivery')
    expect(await entry.query('show')).toMatchObject({ problem: { code: 'callback_late' } })
    await entry.terminate()
  }
  await next.handle.signal('callback', 'done')
  expect(await next.handle.result()).toEqual(['done'])
})

test('a URL whose time is over is answered 410', async () => {
  const handle = await engine.start('shows-url', { validMs: 1_000 })
  const url = (await handle.result()) as string
  now = () => new Date(Date.now() + 2_000)
  expect(await call(url, {})).toMatchObject({ status: 410, code: 'callback_late' })
  now = () => new Date()
})

test('a forged URL is refused like a forged direct URL, and a broken body says where', async () => {
  const url = (await (await engine.start('shows-url', {})).result()) as string
  const forged = url.replace(/[0-9a-f]{40}$/, '0'.repeat(40))
  expect(await call(forged, {})).toMatchObject({ status: 403, code: 'access_denied' })
  expect(await call(url.replace('/callback/', '/callback/A'), {})).toMatchObject({ status: 403 })
  expect((await fetch(url)).status).toBe(405)
  const broken = await fetch(url, { method: 'POST', body: '{' })
  expect(broken.status).toBe(400)
})
