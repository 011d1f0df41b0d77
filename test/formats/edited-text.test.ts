import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editedText } from '../../src/formats/edited-text.ts'

test.each([
  ['a mark and a line end', '\ufeffsecret\r\n', 'secret'],
  ['two line ends, of which one may be meant', 'secret\n\n', 'secret\n'],
  ['blanks, which may be meant', ' secret ', ' secret '],
  ['a mark in the middle', 'se\ufeffcret', 'se\ufeffcret'],
  ['nothing', '', ''],
])('%s', (_, written, text) => {
  expect(editedText(Buffer.from(written))).toBe(text)
})

test.each([
  ['UTF-16, little-endian', Buffer.from('\ufeffsecret', 'utf16le'), 'UTF-16'],
  ['UTF-16, big-endian', Buffer.from('\ufeffsecret', 'utf16le').swap16(), 'UTF-16'],
  ['latin1', Buffer.from('clé', 'latin1'), 'not UTF-8'],
])('%s is named', (_, bytes, why) => {
  expect(() => editedText(bytes)).toThrow(why)
})

test('any text comes back, with a mark and a line end around it or without', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((one) => !/^\ufeff|\n$/.test(one))
  fc.assert(
    fc.property(text, fc.constantFrom('', '\ufeff'), fc.constantFrom('', '\n', '\r\n'), (one, mark, end) => {
      if (one.endsWith('\r') && end === '\n') return
      expect(editedText(Buffer.from(mark + one + end))).toBe(one)
    }),
  )
})
