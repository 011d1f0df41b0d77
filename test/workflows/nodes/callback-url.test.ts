/** The way of a callback: HTTP, inbox, forwarder, record, waiting task; all of it real. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../src/forwarder/deliver/deliver.ts'
import type { Delivery } from '../../../src/inbox/delivery.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type Callbacks, call, openCallbacks } from './open-callbacks.ts'
import type { Engine } from './open-engine.ts'

let way: Callbacks
let engine: Engine

beforeAll(async () => {
  way = await openCallbacks('callbacks')
  engine = way.engine
})

afterAll(() => way?.stop())

/** Starts a task that orders, and gives the callback URLs of its orders. */
async function order(rounds: number, ref?: string) {
  return way.order('hands-out-url', { rounds }, ref)
}

test('a callback releases its task with the body, and is known by its id', async () => {
  const { handle, url } = await order(1)
  const answer = await call(await url(), { parcel: 7 })
  expect(answer).toMatchObject({ status: 200, obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
  expect(await handle.result()).toEqual([{ parcel: 7 }])
  await way.forwarded()
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

test('another body under the key of a callback is kept beside it', async () => {
  const { handle, url } = await order(1)
  const withKey = { 'idempotency-key': 'k-2' }
  const answer = await call(await url(), { n: 1 }, withKey)
  expect(await call(await url(), { n: 2 }, withKey)).toEqual(answer)
  expect(await handle.result()).toEqual([{ n: 1 }])
  await way.forwarded()
  const delivery = way.accepted.at(-1) as Delivery
  const { reused } = await deliver({ ...delivery, requestId: 'again' }, way.target)
  const entry = engine.client.workflow.getHandle(`hands-out-url/d/${reused?.entryId}`)
  const { events } = await entry.fetchHistory()
  const kept = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(kept as Uint8Array).toString())).toMatchObject({
    problem: { code: 'delivery_key_reused' },
    body: '{"n":2}',
    identity: answer.obj_id,
  })
})

test('another body at a URL that was used does not release the next round', async () => {
  const { handle, url } = await order(2)
  const first = await url(1)
  await call(first, { n: 1 })
  const second = await url(2)
  const late = await call(first, { n: 'late' })
  await way.forwarded()
  await engine.client.workflow.getHandle(`hands-out-url/d/${late.obj_id}`).result()
  await call(second, { n: 2 })
  expect(await handle.result()).toEqual([{ n: 1 }, { n: 2 }])
})

test('URLs of all runs of a task that continued as new release its node, each once', async () => {
  const { handle, url } = await way.order('orders-early', { left: 2 })
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
  const delivery = way.accepted.at(-1) as Delivery
  const outcome = await deliver(delivery, way.target)
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
    await way.forwarded()
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
  way.now = () => new Date(Date.now() + 2_000)
  expect(await call(url, {})).toMatchObject({ status: 410, code: 'callback_late' })
  way.now = () => new Date()
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
