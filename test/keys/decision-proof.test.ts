import { expect, test } from 'vitest'
import { createCheckDecision } from '../../src/activities/check-decision.ts'
import { signDecision, verifyDecision } from '../../src/keys/decision-proof.ts'

const KEY = Buffer.alloc(32, 1)
const OTHER = Buffer.alloc(32, 2)
const CLAIM = {
  workflowId: 'loan-approved/r/LN1',
  firstRunId: 'run-1',
  signal: 'approve',
  payload: { by: 'bob', decision: 'approve', more: { b: 1, a: [2] } },
}
const signed = (actor = 'api:bob', claim = CLAIM) => ({ ...claim, payload: signDecision(KEY, claim, actor) })

test('a proof is good for its decision, in whichever order its keys come, with any of the keys', () => {
  const { payload, ...about } = signed()
  const shuffled = Object.fromEntries(Object.entries(payload).reverse())
  expect(verifyDecision([OTHER, KEY], { ...about, payload: shuffled })).toMatchObject({ actor: 'api:bob' })
  expect(verifyDecision([OTHER], { ...about, payload })).toBeNull()
})

test.each([
  ['another task', { workflowId: 'loan-approved/r/LN2' }],
  ['a later task of the same ref', { firstRunId: 'run-2' }],
  ['another signal', { signal: 'reject' }],
])('a proof is not good for %s', (_, other) => {
  expect(verifyDecision([KEY], { ...signed(), ...other })).toBeNull()
})

test.each([
  ['another decision', { decision: 'reject' }],
  ['another name', { by: 'carol' }],
  ['one thing more', { comment: 'x' }],
  ['nothing', { proof: undefined }],
  ['a text', { proof: 'x' }],
])('a payload with %s has no good proof', (_, change) => {
  const claim = signed()
  expect(verifyDecision([KEY], { ...claim, payload: { ...claim.payload, ...change } })).toBeNull()
})

test.each([
  ['id', '0'.repeat(32)],
  ['actor', 'api:carol'],
  ['at', '2026-01-01T00:00:00.000Z'],
  ['hmac', 'zz'],
])('a proof of which %s was changed is not good', (field, value) => {
  const claim = signed()
  const proof = { ...(claim.payload.proof as object), [field]: value }
  expect(verifyDecision([KEY], { ...claim, payload: { ...claim.payload, proof } })).toBeNull()
})

test('the same decision is never proved alike twice', () => {
  expect(signed().payload.proof).not.toEqual(signed().payload.proof)
})

test('a proof counts, for the one who gave it only', async () => {
  const check = createCheckDecision([KEY], 'proved')
  expect(await check(signed())).toEqual({ proved: true, refused: null })
  expect(await check(signed('cli:bob'))).toEqual({ proved: true, refused: null })
  expect(await check(signed('api:carol'))).toEqual({
    proved: true,
    refused: 'its proof is of carol, not of bob',
  })
})

test('without a proof a decision counts only where any does; a forged one nowhere', async () => {
  const forged = { ...signed(), workflowId: 'loan-approved/r/LN2' }
  for (const [approvals, unproved] of [
    ['proved', expect.stringContaining('no proof')],
    ['any', null],
  ] as const) {
    const check = createCheckDecision([KEY], approvals)
    expect(await check(CLAIM)).toEqual({ proved: false, refused: unproved })
    expect(await check(forged)).toEqual({
      proved: false,
      refused: 'its proof is not of this decision on this task',
    })
  }
})
