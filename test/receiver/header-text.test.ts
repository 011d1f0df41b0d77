/** Text in headers: the same letters are the same text, whichever bytes a client makes of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAuth } from '../../src/direct-url/check-auth.ts'
import { readDeliveryKey, readRef } from '../../src/receiver/checks/identify-delivery.ts'
import { LabelledText } from '../../src/settings/labelled-text.ts'
import { readHeader } from '../../src/start-node/read-source.ts'
import type { StartNode } from '../../src/start-node/start-node.ts'

/** As node:http gives the bytes of a header. */
const asUtf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

test('a text of Latin letters is read the same, sent as UTF-8 or as ISO-8859-1', () => {
  const letters = fc.string({
    unit: fc.integer({ min: 0xc0, max: 0xff }).map((code) => String.fromCharCode(code)),
  })
  fc.assert(
    fc.property(letters, (text) => {
      expect(readHeader({ x: asUtf8(text) }, 'X')).toBe(text)
      // Two such letters never are a character of UTF-8, whose second byte is below.
      expect(readHeader({ x: text }, 'X')).toBe(text)
    }),
  )
})

test('a header secret, a ref and a delivery key with é are the same from both', () => {
  const auth = { type: 'header', name: 'X-Secret', value: 'sealed' } as const
  const node = { ref: { header: 'X-Ref' }, deliveryKey: { header: 'X-Key' } } as StartNode
  for (const sent of ['café', asUtf8('café')]) {
    checkAuth(auth, { 'x-secret': sent }, () => new LabelledText('café', 'café', false))
    expect(readRef(node, null, { 'x-ref': sent })).toBe('café')
    expect(readDeliveryKey(node, null, { 'x-key': sent })).toBe('café')
  }
  expect(() =>
    checkAuth(auth, { 'x-secret': 'cafe' }, () => new LabelledText('café', 'café', false)),
  ).toThrow('Access denied')
})

test('a placeholder that was not filled is no ref and no key, and the error names it', () => {
  const node = { ref: { pointer: '/id' }, deliveryKey: { pointer: '/id' } } as StartNode
  for (const read of [readRef, readDeliveryKey])
    expect(() => read(node, { id: '{ACCOUNT_IDD}' }, {})).toThrow('{ACCOUNT_IDD} is a placeholder')
})
