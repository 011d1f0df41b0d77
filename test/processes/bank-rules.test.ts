/** The rules of loan-disbursement and four-eyes-approval at their edges, and what they make of hostile payloads. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readScreeningAnswer } from '../../workflows/client-onboarding/read-screening-answer.ts'
import { levelsFor, mayApprove } from '../../workflows/four-eyes-approval/approval-bands.ts'
import { readDecision } from '../../workflows/four-eyes-approval/read-decision.ts'
import { schemeFor } from '../../workflows/loan-disbursement/payment-scheme.ts'
import { readSettlement } from '../../workflows/loan-disbursement/read-settlement.ts'

test.each([
  ['9999.99', 'EUR', 1],
  [9_999.99, 'EUR', 1],
  ['10000', 'EUR', 2],
  ['100000.00', 'EUR', 2],
  ['100000.01', 'EUR', 3],
  ['1', 'CHF', 3],
  ['1', 'toString', 3],
])('%s %s needs %i approvals', (amount, currency, count) => {
  expect(levelsFor(amount, currency)).toHaveLength(count)
})

test('a higher role may approve at a lower level, never the other way round, and an unknown one at none', () => {
  expect(mayApprove('senior-credit-officer', 'officer')).toBe(true)
  expect(mayApprove('loan-officer', 'manager')).toBe(false)
  for (const role of [null, '', 'teller', 'toString']) expect(mayApprove(role, 'officer')).toBe(false)
})

test.each([
  ['100000.00', 'EUR', 'SCT_INST'],
  ['100000.01', 'EUR', 'SCT'],
  ['1000000', 'GBP', 'FPS'],
  ['1000000.01', 'GBP', 'CHAPS'],
])('%s %s goes by %s', (amount, currency, name) => {
  expect(schemeFor(amount, currency)).toMatchObject({ scheme: { name } })
})

test.each(['XTS', 'toString', ''])('the currency %j is not paid out', (currency) => {
  expect(schemeFor('1', currency)).toHaveProperty('fault')
})

test('whatever is called back or signalled, it is judged and never accepted by chance', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      expect(readSettlement(payload, 'KEY')).toHaveProperty('refused')
      expect(readScreeningAnswer(payload, 'S-1')).toHaveProperty('refused')
      expect(readDecision(payload, null)).toHaveProperty('refused')
    }),
  )
  for (const event of ['toString', '__proto__', 'constructor'])
    expect(readSettlement({ event, reference: 'KEY' }, 'KEY')).toHaveProperty('refused')
})

test('a delegation names somebody else than the requester', () => {
  const alice = { key: 'a1', username: 'alice' }
  const delegate = (to: unknown) => readDecision({ by: 'bob', decision: 'delegate', to }, alice)
  expect(delegate(' carol ')).toEqual({
    accepted: { by: 'bob', decision: 'delegate', to: 'carol', comment: null, proved: false },
  })
  for (const to of ['Alice', 'A1', '', ' ', null, 7, 'x'.repeat(129)])
    expect(delegate(to)).toHaveProperty('refused')
})
