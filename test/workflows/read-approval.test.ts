import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readApproval } from '../../workflows/people/read-approval.ts'

const ALICE = { key: '8a8187d36c0ffee0016c0ffee0a11ce0', username: 'alice' }

test('whatever is sent, it is judged and never throws', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      expect(readApproval(payload, ALICE)).toSatisfy(
        (verdict: object) => 'accepted' in verdict !== 'refused' in verdict,
      )
    }),
  )
})

test.each(['alice', 'ALICE', '\talice ', 'ａｌｉｃｅ', ALICE.key, ALICE.key.toUpperCase()])(
  'the requester is recognised as %j',
  (by) => {
    expect(readApproval({ by, decision: 'approve' }, ALICE)).toEqual({
      refused: expect.stringContaining('is the requester'),
    })
  },
)

test('the requester can not reject either', () => {
  expect(readApproval({ by: 'alice', decision: 'reject' }, ALICE)).toHaveProperty('refused')
})

test('somebody else decides, with or without a comment', () => {
  expect(readApproval({ by: ' bob ', decision: 'approve' }, ALICE)).toEqual({
    accepted: { by: 'bob', decision: 'approve', comment: null, proved: false },
  })
  expect(readApproval({ by: 'bob', decision: 'reject', comment: 'no' }, ALICE, true)).toEqual({
    accepted: { by: 'bob', decision: 'reject', comment: 'no', proved: true },
  })
})

test('a requester Mambu does not know by name is still known by key', () => {
  const nameless = { ...ALICE, username: null }
  expect(readApproval({ by: ALICE.key, decision: 'approve' }, nameless)).toHaveProperty('refused')
  expect(readApproval({ by: 'bob', decision: 'approve' }, nameless)).toHaveProperty('accepted')
})

test.each([
  [{ by: 'b'.repeat(129), decision: 'approve' }, 'longer than 128'],
  [{ by: 'bob', decision: 'approve', comment: 'c'.repeat(1001) }, 'longer than 1000'],
  [{ by: 'bob', decision: 'approve', comment: 7 }, 'not text'],
  [{ by: 7, decision: 'approve' }, 'does not say who'],
])('%# is refused with its reason', (payload, reason) => {
  expect(readApproval(payload, ALICE)).toEqual({ refused: expect.stringContaining(reason) })
})
