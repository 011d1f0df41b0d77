import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDeliveryKey, DELIVERY_KEY_HEADERS } from '../../src/process/ids/delivery-key.ts'
import { checkRef } from '../../src/process/ids/ref.ts'

test("Mambu's delivery header comes first", () => {
  expect(DELIVERY_KEY_HEADERS).toEqual(['x-notifications-idempotency-key', 'idempotency-key', 'webhook-id'])
})

test('a ref goes through unchanged up to 128 characters, a delivery key up to 255', () => {
  expect(checkRef('r'.repeat(128))).toEqual({ ref: 'r'.repeat(128) })
  expect(checkRef('r'.repeat(129))).toEqual({ problem: 'it is longer than 128 characters' })
  expect(checkDeliveryKey('k'.repeat(255))).toEqual({ key: 'k'.repeat(255) })
  expect(checkDeliveryKey('k'.repeat(256))).toEqual({ problem: 'it is longer than 255 characters' })
})

test('an integer is its decimal text', () => {
  expect(checkRef(12345)).toEqual({ ref: '12345' })
  expect(checkDeliveryKey(-7)).toEqual({ key: '-7' })
})

test.each([
  ['nothing', undefined, /missing/],
  ['null', null, /missing/],
  ['the empty string', '', /empty/],
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
    .filter((value) => !/\p{Cc}/u.test(value))
  fc.assert(
    fc.property(text, (value) => {
      expect(checkRef(value)).toEqual({ ref: value })
    }),
  )
})
