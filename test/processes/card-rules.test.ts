import { expect, test } from 'vitest'
import { judgePayment, standsIn, timeForMambu } from '../../workflows/card-authorisation/card-rules.ts'
import { authorisation } from './card-message.ts'

const payment = (more: object) => authorisation('card-1', more)
const AT = '2026-11-24T10:00:00.000Z'
const after = (ms: number) => Date.parse(AT) + ms

test('limits are compared exactly, whether the amount is a text or a number', () => {
  expect(judgePayment(payment({ amount: '1000.00' }))).toBeNull()
  expect(judgePayment(payment({ amount: 1000.01 }))).toBe('AMOUNT_LIMIT_EXCEEDED')
  expect(judgePayment(payment({ amount: 1, currency_code: 'XTS' }))).toBe('CURRENCY_NOT_SUPPORTED')
  expect(standsIn(payment({ amount: '50.00' }))).toBe(true)
  expect(standsIn(payment({ amount: '50.01' }))).toBe(false)
  expect(standsIn(payment({ amount: 1, currency_code: 'XTS' }))).toBe(false)
})

test('Mambu has what is left of the time of the processor, and never more than all of it', () => {
  const { answer_within_ms: _, ...plain } = payment({})
  expect(timeForMambu(plain, AT, after(0))).toBe(2_700)
  expect(timeForMambu(plain, AT, after(1_000))).toBe(1_700)
  expect(timeForMambu(plain, AT, after(2_700))).toBe(0)
  expect(timeForMambu(plain, AT, after(86_400_000))).toBe(0)
  // The clock of the receiver runs ahead
  expect(timeForMambu(plain, AT, after(-60_000))).toBe(2_700)
  expect(timeForMambu(payment({ answer_within_ms: 500 }), AT, after(0))).toBe(200)
})
