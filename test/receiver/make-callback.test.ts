import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { concealKeyOf, concealRef } from '../../src/process/ids/conceal-ref.ts'
import { type CallbackArrival, makeCallback } from '../../src/receiver/make-callback.ts'

const key = concealKeyOf([randomBytes(32)], []) as Buffer

function arrive(body: object, headers: Record<string, string> = {}, node = 'Wait'): CallbackArrival {
  return {
    process: 'waits',
    target: { process: 'waits', node, find: { by: 'ref', pointer: '/ref' } },
    format: 'json',
    request: { method: 'POST', headers },
    body: Buffer.from(JSON.stringify(body)),
    receivedAt: '2026-11-24T06:00:00.000Z',
    refInId: (ref) => concealRef(key, 'waits', ref),
  }
}
const callbackOf = (...given: Parameters<typeof arrive>) => makeCallback(arrive(...given)).callback
const idOf = (...given: Parameters<typeof arrive>) => makeCallback(arrive(...given)).taskId

test('a concealed ref stands in no workflow id, and goes along for the record that looks for its task', () => {
  const { callback } = makeCallback(arrive({ ref: 'LN1' }))
  expect(callback?.workflowId).toMatch(/^waits\/r\/h-[0-9a-f]{40}$/)
  expect(callback?.find).toEqual({ ref: 'LN1' })
})

test('a callback is the same by node, task and key', () => {
  const k = { 'idempotency-key': 'k' }
  expect(idOf({ ref: 'LN1', n: 1 }, k)).toBe(idOf({ ref: 'LN1', n: 2 }, k))
  const others = [
    idOf({ ref: 'LN1', n: 1 }),
    idOf({ ref: 'LN1', n: 2 }),
    idOf({ ref: 'LN2', n: 1 }),
    idOf({ ref: 'LN1', n: 1 }, k),
    idOf({ ref: 'LN2', n: 1 }, k),
    idOf({ ref: 'LN1', n: 1 }, {}, 'Wait again'),
  ]
  expect(new Set(others).size).toBe(others.length)
})

test('with a key another body is told apart, also by the task that waits', () => {
  const k = { 'idempotency-key': 'k' }
  const [one, other] = [
    makeCallback(arrive({ ref: 'LN1', n: 1 }, k)),
    makeCallback(arrive({ ref: 'LN1', n: 2 }, k)),
  ]
  expect(other.digest).not.toBe(one.digest)
  expect(other.callback?.urlId).not.toBe(one.callback?.urlId)
})

test('without a key it is the same for its task by node, ref and body, but each is decided on by itself: the ref may have another task by now', () => {
  const [one, two] = [makeCallback(arrive({ ref: 'LN1', n: 1 })), makeCallback(arrive({ ref: 'LN1', n: 1 }))]
  expect(one.callback?.urlId).toBe(two.callback?.urlId)
  expect(one.taskId).not.toBe(two.taskId)
  const others = [
    callbackOf({ ref: 'LN1', n: 1 }),
    callbackOf({ ref: 'LN1', n: 2 }),
    callbackOf({ ref: 'LN2', n: 1 }),
    callbackOf({ ref: 'LN1', n: 1 }, {}, 'Wait again'),
  ]
  expect(new Set(others.map((callback) => callback?.urlId)).size).toBe(others.length)
})
