import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { concealKeyOf, concealRef } from '../../src/process/ids/conceal-ref.ts'

const [OLD, NEW, SIGNING] = [randomBytes(32), randomBytes(32), randomBytes(32)]
const keyOf = (encryption: Buffer[], signing: Buffer[] = [SIGNING]) =>
  concealKeyOf(encryption, signing) as Buffer

test('the same ref of a process gives the same short text, another ref or process another one', () => {
  const key = keyOf([OLD])
  const concealed = concealRef(key, 'loan-approved', 'LN-1')
  expect(concealed).toMatch(/^h-[0-9a-f]{40}$/)
  expect(concealRef(key, 'loan-approved', 'LN-1')).toBe(concealed)
  expect(concealRef(key, 'loan-approved', 'LN-2')).not.toBe(concealed)
  expect(concealRef(key, 'loan', 'LN-1')).not.toBe(concealed)
})

test('a new key in front changes nothing; without encryption keys the signing key serves', () => {
  expect(keyOf([NEW, OLD]).equals(keyOf([OLD]))).toBe(true)
  expect(keyOf([NEW]).equals(keyOf([OLD]))).toBe(false)
  expect(keyOf([]).equals(keyOf([OLD]))).toBe(false)
  expect(keyOf([], [NEW, SIGNING]).equals(keyOf([]))).toBe(true)
  expect(concealKeyOf([], [])).toBeNull()
})
