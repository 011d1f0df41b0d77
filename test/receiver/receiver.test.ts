/** What the receiver hands on: each authentic delivery once it is safe, good or broken, and nothing else. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { bodyDigestOf } from '../../src/process/ids/body-digest.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { pathOf, type RunningTestReceiver, startTestReceiver } from './running-receiver.ts'
import { send } from './send.ts'

let running: RunningTestReceiver
beforeAll(async () => {
  running = await startTestReceiver(true)
})
afterAll(() => running.stop())
beforeEach(() => {
  running.deliveries.length = 0
  running.rows.length = 0
  running.state.refusing = null
})

async function post(process: string, body: string, headers: Record<string, string> = {}) {
  const received = await send(running.port, pathOf(process), { body, headers })
  const { ops } = JSON.parse(received.body)
  return { status: received.status, taskId: ops.obj_id as string | undefined, ops }
}
const delivery = (index = 0) => running.deliveries[index] as Delivery

test('a delivery carries the bytes as sent and all the forwarder needs', async () => {
  const body = '{ "id" : "L1",\n "amount":1.10 }'
  const { taskId } = await post('with-ref', body, { 'webhook-id': 'k1', 'content-type': 'text/plain' })
  expect(delivery()).toEqual({
    process: 'with-ref',
    addressed: 'with-ref',
    workflowType: 'withRef',
    title: 'With ref',
    taskId,
    requestId: `startnode-${taskId}`,
    key: 'k1',
    digest: bodyDigestOf(Buffer.from(body)),
    ref: 'L1',
    refInUse: 'signal',
    receivedAt: '2026-06-13T10:00:00.000Z',
    method: 'POST',
    contentType: 'text/plain',
    format: 'json',
    problem: null,
    body: Buffer.from(body),
  })
})

describe('the delivery key', () => {
  test('the same key gives the same task id, whatever the body', async () => {
    const first = await post('plain', '{"id":"a"}', { 'x-notifications-idempotency-key': 'k' })
    const second = await post('plain', '{"id":"b"}', { 'x-notifications-idempotency-key': 'k' })
    expect(second.taskId).toBe(first.taskId)
    expect(first.taskId).toBe(taskIdOf('plain', 'k'))
  })

  test('the same key at two processes is two deliveries', async () => {
    const first = await post('plain', '{"id":"a"}', { 'webhook-id': 'k' })
    const second = await post('with-ref', '{"id":"a"}', { 'webhook-id': 'k' })
    expect(second.taskId).not.toBe(first.taskId)
  })

  test('without a key equal bodies are two deliveries', async () => {
    const first = await post('plain', '{"id":"a"}')
    const second = await post('plain', '{"id":"a"}')
    expect(second.taskId).not.toBe(first.taskId)
    expect(delivery().key).toBeNull()
  })

  test("Mambu's header goes before the others", async () => {
    const headers = { 'webhook-id': 'c', 'idempotency-key': 'b', 'x-notifications-idempotency-key': 'a' }
    await post('plain', '{}', headers)
    expect(delivery().key).toBe('a')
  })

  test('the place the Start node names goes before any header', async () => {
    await post('with-key', '{"id":"in-body"}', { 'webhook-id': 'in-header' })
    expect(delivery().key).toBe('in-body')
  })
})

describe('a broken delivery', () => {
  test('is refused and kept with what is wrong with it', async () => {
    const { status, ops } = await post('with-ref', '{"id":"L1","amount":"x"}', { 'webhook-id': 'k' })
    expect(status).toBe(422)
    expect(delivery()).toMatchObject({
      identity: taskIdOf('with-ref', 'k', 'L1'),
      key: 'k',
      ref: null,
      problem: { code: 'schema_mismatch', message: ops.description, problems: ops.problems },
    })
  })

  test('is not lost when the schema itself fails on it', async () => {
    const { status } = await post('faulty', '{}')
    expect(status).toBe(422)
    const message = 'The input schema of the process failed: no such thing'
    expect(delivery().problem).toMatchObject({ code: 'schema_mismatch', problems: [{ path: '', message }] })
  })

  test('without a key is the same one when the same body comes again, and another one for another body', async () => {
    for (const body of ['no json', 'no json', 'no json either']) await post('plain', body)
    const [first, second, third] = running.deliveries.map(({ taskId }) => taskId)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  test('is known by the key in its body when the body can be read', async () => {
    await post('with-key', '{"id":"k","amount":"x"}')
    expect(delivery()).toMatchObject({ key: 'k', identity: taskIdOf('with-key', 'k') })
  })

  test('never takes a header for the key its Start node reads from the body', async () => {
    await post('with-key', 'no json', { 'webhook-id': 'k' })
    expect(delivery()).toMatchObject({ key: null, problem: { code: 'json_invalid' } })
  })

  test('with an unusable key is known by its body', async () => {
    await post('plain', '{}', { 'webhook-id': 'k'.repeat(256) })
    await post('plain', '{}', { 'webhook-id': 'k'.repeat(256) })
    expect(delivery(0)).toMatchObject({ key: null, problem: { code: 'delivery_key_invalid' } })
    expect(delivery(1).taskId).toBe(delivery(0).taskId)
  })
})

test('what the schema makes of a body never replaces it', async () => {
  await post('plain', '{"id":"L1","unknown":{"kept":true}}')
  expect(JSON.parse(delivery().body.toString())).toEqual({ id: 'L1', unknown: { kept: true } })
})

test('template text in a body is data', async () => {
  const body = '{"id":"{{env_var[@vault].password}} $.eval(process.exit())"}'
  await post('plain', body)
  expect(delivery().body.toString()).toBe(body)
})

test('the log never has the signature, a header or the body', async () => {
  const canaries = ['canary-key', 'canary-basic', 'canary-body', 'canary-query', pathOf('plain').slice(-40)]
  const headers = { 'webhook-id': 'canary-key', authorization: 'Basic canary-basic' }
  const query = `${pathOf('plain')}?token=canary-query`
  await send(running.port, query, { headers, body: '{"id":"canary-body"}' })
  await send(running.port, query, { headers, body: '{"canary-body":canary-body}' })
  await send(running.port, query, { headers, body: '{"id":{"canary-body":1}}' })
  await send(running.port, query.replace('/plain/', '/canary-body/'), { headers, body: 'canary-body' })
  running.state.refusing = new Error('not ours')
  await send(running.port, query, { headers, body: '{"id":"canary-body"}' })
  expect(running.rows).toHaveLength(5)
  const logged = JSON.stringify(running.rows)
  for (const canary of canaries) expect(logged).not.toContain(canary)
})

test('the answer to a stranger never repeats what was sent', async () => {
  const path = `/api/2/json/public/canary-process/canary-signature`
  const { body, headers } = await send(running.port, path, {
    body: 'canary',
    headers: { 'x-canary': 'canary' },
  })
  expect(JSON.stringify([body, headers])).not.toContain('canary')
})
