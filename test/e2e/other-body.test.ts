/** Another body under the same key, for those who wait for an answer: callers, mode `direct`, callbacks. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectAccept } from '../../src/forwarder/direct-accept.ts'
import { useTarget } from '../forwarder/open-target.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { type ReplyStack, startReplyStack } from './reply-stack.ts'

let stack: ReplyStack
const target = useTarget('inbox-2')

beforeAll(async () => {
  stack = await startReplyStack({ worker: true })
})
afterAll(() => stack?.stop())

const pay = (token: string, amount: number) => stack.post('pay-card', { token, amount, currency_code: 'EUR' })

test('a caller that waits is told that its body is kept, and never gets the reply of the first', async () => {
  const token = randomUUID()
  const [first, other] = await Promise.all([pay(token, 10), pay(token, 20)])
  const statuses = [first.status, other.status].sort()
  expect(statuses).toEqual([200, 422])
  const refused = first.status === 422 ? first : other
  expect(JSON.parse(refused.body)).toMatchObject({ ops: { code: 'delivery_key_reused' } })
  const later = await pay(token, 30)
  expect(later.status).toBe(422)
  const row = stack.rows.at(-1)
  expect(row).toMatchObject({ code: 'delivery_key_reused', keptAs: expect.stringMatching(/^[0-9a-f]{24}$/) })
  stack.intake.set('pay-card', { answerInvalid: 'ok' })
  const told = await pay(token, 40)
  stack.intake.delete('pay-card')
  expect(told.status).toBe(200)
  expect(JSON.parse(told.body)).toMatchObject({ ops: { obj_id: stack.rows.at(-1)?.keptAs } })
})

test('mode direct knows the outcome and answers by it', async () => {
  const accept = createDirectAccept(target, 15_000)
  const delivery = makeDelivery()
  await accept(delivery)
  await accept({ ...delivery, requestId: 'other' })
  const other = makeDelivery({ key: delivery.key, data: { amount: 99 } })
  await expect(accept(other)).rejects.toMatchObject({
    code: 'delivery_key_reused',
    entryId: expect.stringMatching(/^[0-9a-f]{24}$/),
  })
})
