import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDeliveryKey, DELIVERY_KEY_HEADERS } from '../../src/process/ids/delivery-key.ts'
import { byteLength } from '../../src/process/ids/identifier.ts'
import { checkRef } from '../../src/process/ids/ref.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'

test("Mambu's delivery header comes first", () => {
  expect(DELIVERY_KEY_HEADERS).toEqual(['x-notifications-idempotency-key', 'idempotency-key', 'webhook-id'])
})

test('a ref goes through unchanged up to 128 bytes, a delivery key up to 255', () => {
  expect(checkRef('r'.repeat(128))).toEqual({ ref: 'r'.repeat(128) })
  expect(checkRef('r'.repeat(129))).toEqual({ problem: 'it is longer than 128 bytes of UTF-8' })
  expect(checkDeliveryKey('k'.repeat(255))).toEqual({ key: 'k'.repeat(255) })
  expect(checkDeliveryKey('k'.repeat(256))).toEqual({ problem: 'it is longer than 255 bytes of UTF-8' })
})

test('an integer is its decimal text', () => {
  expect(checkRef(12345)).toEqual({ ref: '12345' })
  expect(checkDeliveryKey(-7)).toEqual({ key: '-7' })
})

test.each([
  ['nothing', undefined, /missing/],
  ['null', null, /missing/],
  ['the empty string', '', /empty/],
  ['two blanks', '  ', /blank/],
  ['a no-break space', '\u00a0', /blank/],
  ['a fraction', 1.5, /integer/],
  ['an unsafe integer', 2 ** 53, /integer/],
  ['a boolean', true, /string or an integer/],
  ['an object', {}, /string or an integer/],
  ['NUL', 'a\0b', /control character/],
  ['a line break', 'a\nb', /control character/],
  ['DEL', 'a\u007f', /control character/],
  ['C1', 'a\u0085', /control character/],
  ['half a surrogate pair', 'a\ud83d', /well-formed/],
  ['the other half', '\ude00a', /well-formed/],
])('%s identifies nothing', (_, value, problem) => {
  expect(checkRef(value)).toEqual({ problem: expect.stringMatching(problem) })
  expect(checkDeliveryKey(value)).toEqual({ problem: expect.stringMatching(problem) })
})

test('any well-formed text without control characters goes through unchanged', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((value) => !/\p{Cc}/u.test(value) && value.trim() !== '' && Buffer.byteLength(value) <= 128)
  fc.assert(
    fc.property(text, (value) => {
      expect(checkRef(value)).toEqual({ ref: value })
    }),
  )
})

test('what counts is bytes, as for Temporal and PostgreSQL: no id made of an accepted ref is too long', () => {
  expect(checkRef('é'.repeat(64))).toHaveProperty('ref')
  expect(checkRef('é'.repeat(65))).toHaveProperty('problem')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => {
      expect(byteLength(value)).toBe(Buffer.byteLength(value))
      const checked = checkRef(value)
      if ('ref' in checked) {
        const id = refWorkflowId('p'.repeat(64), checked.ref)
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(255)
      }
    }),
  )
})
