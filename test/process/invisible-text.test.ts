import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInvisible, showInvisible, showOnOneLine } from '../../src/process/invisible-text.ts'

test('what can not be seen is named, and shown as JSON escapes it', () => {
  expect(showInvisible('\u001b[2Ja\u202eb\u0085\u{e0041}\ud800')).toBe(
    '\\u001b[2Ja\\u202eb\\u0085\\udb40\\udc41\\ud800',
  )
  expect(findInvisible('LN\u200b1')).toBe('U+200B')
  expect(findInvisible('a\u{e0041}')).toBe('U+E0041')
  for (const plain of ['LNAC0503', 'Zoë', 'Ÿ', 'محمد', '日本', 'a b-c_d/e', '😀'])
    expect([findInvisible(plain), showInvisible(plain)]).toEqual([null, plain])
})

test('lines stay lines, but not where one line is meant; a lone CR would write over its line', () => {
  expect(showInvisible('a\r\nb\tc\rd')).toBe('a\r\nb\tc\\u000dd')
  expect(showOnOneLine('a\nresult: ok\r\n\t')).toBe('a\\nresult: ok\\r\\n\\t')
})

test('JSON says the same when it was shown, and nothing is shown twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = showInvisible(JSON.stringify({ text, [text]: 1 }))
      expect(JSON.parse(shown)).toEqual({ text, [text]: 1 })
      expect(showInvisible(shown)).toBe(shown)
      for (const character of showOnOneLine(text).replace(/[\ufe0e\ufe0f]/g, ''))
        expect(findInvisible(character)).toBe(null)
    }),
  )
})
