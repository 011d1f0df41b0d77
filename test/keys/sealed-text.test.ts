import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encryptionKeyId } from '../../src/keys/encryption-key-id.ts'
import { openText, sealText } from '../../src/keys/sealed-text.ts'
import { isSealedText } from '../../src/process/sealed-text.ts'

const old = randomBytes(32)
const key = randomBytes(32)
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

test('what the first key sealed, every list with that key opens; it has the documented form', () => {
  fc.assert(
    fc.property(text, (clear) => {
      const sealed = sealText([key, old], clear)
      expect(sealed).toMatch(new RegExp(`^v1\\.${encryptionKeyId(key)}\\.[A-Za-z0-9_-]+$`))
      expect(isSealedText(sealed)).toBe(true)
      expect(openText([old, key], sealed)).toBe(clear)
    }),
  )
})

test('a rotated key list opens what the old key sealed', () => {
  const sealed = sealText([old], 'canary-secret')
  expect(openText([key, old], sealed)).toBe('canary-secret')
})

test('the same text is sealed differently each time, so equal secrets do not show', () => {
  expect(sealText([key], 'canary-secret')).not.toBe(sealText([key], 'canary-secret'))
})

test('no other text is opened: a changed character anywhere is refused, and the message tells no secret', () => {
  const sealed = sealText([key], 'canary-secret')
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: sealed.length - 2 }),
      fc.constantFrom('A', 'b', '0', '.', '-'),
      (at, by) => {
        fc.pre(sealed[at] !== by)
        expectUnreadable(sealed.slice(0, at) + by + sealed.slice(at + 1))
      },
    ),
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: sealed.length - 1 }), (length) =>
      expectUnreadable(sealed.slice(0, length)),
    ),
  )
})

test('a key that is not given is named by its id', () => {
  const sealed = sealText([old], 'canary-secret')
  expect(() => openText([key], sealed)).toThrow(encryptionKeyId(old))
  expect(() => openText([], sealed)).toThrow(/not given here/)
})

test('without a key nothing is sealed', () => {
  expect(() => sealText([], 'canary-secret')).toThrow(
    expect.objectContaining({ code: 'encryption_key_missing', message: expect.not.stringMatching(/canary/) }),
  )
})

function expectUnreadable(sealed: string): void {
  let thrown: unknown
  try {
    openText([key, old], sealed)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code: 'secret_unreadable' })
  expect(String((thrown as Error).stack)).not.toContain('canary')
}
