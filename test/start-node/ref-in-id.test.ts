/** Refs that must not stand in ids. */
import { expect, test } from 'vitest'
import { concealRef } from '../../src/process/ids/conceal-ref.ts'
import { concealsRef, refInIdOf } from '../../src/start-node/ref-in-id.ts'

const KEY = Buffer.alloc(32, 7)
const rule = (masksRef: boolean, conceal = false) =>
  ({ process: '5001-cards', conceal, diagram: { masksRef } }) as Parameters<typeof concealsRef>[0]

test.each([
  '4111111111111111',
  '4111 1111 1111 1111',
  '5555-5555-5555-4444',
  '378282246310005',
  '6011111111111117',
  '2223003122003222',
])('the number of a card, %s, is masked where the process masks refs', (ref) => {
  expect(refInIdOf(rule(true), ref, KEY)).toBe(concealRef(KEY, '5001-cards', ref))
  expect(refInIdOf(rule(false), ref, KEY)).toBe(ref)
})

test.each([
  '4111111111111112',
  '1796065347970828',
  '123',
  '4111',
  'LNAC0502',
  '411111111111',
  'DE89370400440532013000',
  '41111111111111111111',
  '4111111111111111x',
])('%s is none, and stays as it is', (ref) => {
  expect(concealsRef(rule(true), ref)).toBe(false)
  expect(refInIdOf(rule(true), ref, KEY)).toBe(ref)
})

test('what conceals all refs does so; without any key nothing can', () => {
  expect(refInIdOf(rule(false, true), 'L1', KEY)).toBe(concealRef(KEY, '5001-cards', 'L1'))
  expect(refInIdOf(rule(true), '4111111111111111', null)).toBe('4111111111111111')
  expect(refInIdOf(undefined, '4111111111111111', KEY)).toBe('4111111111111111')
})
