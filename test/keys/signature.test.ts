/** A direct URL opens for its own signature only, and how long a refusal takes says nothing. */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type SignedKind, signDirectUrl, verifySignature } from '../../src/keys/signature.ts'
import vectors from '../fixtures/vectors/direct-url-signatures.json' with { type: 'json' }

const hmacs = vi.hoisted(() => ({ made: 0 }))
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>()
  const createHmac: typeof crypto.createHmac = (...args) => {
    hmacs.made++
    return crypto.createHmac(...args)
  }
  return { ...crypto, createHmac }
})

const key = Buffer.alloc(32, 1)
const generation = 'ab'.repeat(16)
const signature = signDirectUrl(key, 'process', 'loan-approved', generation)
const verify = (text: string, keys = [key]) =>
  verifySignature(keys, 'process', 'loan-approved', generation, text)

test.each(vectors)('the published vector $signature holds', (vector) => {
  const published = Buffer.from(vector.key, 'hex')
  const kind = vector.kind as SignedKind
  expect(signDirectUrl(published, kind, vector.id, vector.generation)).toBe(vector.signature)
  expect(verifySignature([published], kind, vector.id, vector.generation, vector.signature)).toBe(true)
})

test('a signature with any one character changed is refused', () => {
  for (let at = 0; at < signature.length; at++) {
    const other = signature[at] === '0' ? '1' : '0'
    expect(verify(signature.slice(0, at) + other + signature.slice(at + 1))).toBe(false)
  }
})

test.each([
  ['truncated', signature.slice(0, 39)],
  ['longer', `${signature}0`],
  ['in capitals', signature.toUpperCase()],
  ['percent-encoded', `%${signature.charCodeAt(0).toString(16)}${signature.slice(1)}`],
  ['with a line break', `${signature}\n`],
  ['of zeros', '0'.repeat(40)],
  ['empty', ''],
])('a signature that is %s is refused', (_, text) => {
  expect(verify(text)).toBe(false)
})

test('no arbitrary text is a signature', () => {
  fc.assert(fc.property(fc.string(), (text) => !verify(text)))
  fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{40}$/), (text) => verify(text) === (text === signature)))
})

test('a signature is for one kind, one id and one generation', () => {
  expect(verifySignature([key], 'alias', 'loan-approved', generation, signature)).toBe(false)
  expect(verifySignature([key], 'process', 'loan-approve', generation, signature)).toBe(false)
  expect(verifySignature([key], 'process', 'loan-approved', 'ac'.repeat(16), signature)).toBe(false)
})

test('a rotated-out key still verifies while it is in the list', () => {
  const next = Buffer.alloc(32, 2)
  expect(verify(signature, [next, key])).toBe(true)
  expect(verify(signature, [next])).toBe(false)
})

test('every key is tried, whether or not an earlier one fits', () => {
  const keys = [key, Buffer.alloc(32, 2), Buffer.alloc(32, 3)]
  for (const text of [signature, '0'.repeat(40), 'short', '']) {
    hmacs.made = 0
    verify(text, keys)
    expect(hmacs.made).toBe(3)
  }
})

test('the same key twice in the list does no harm', () => {
  expect(verify(signature, [key, key])).toBe(true)
})
