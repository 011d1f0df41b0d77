import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMask, maskDeep } from '../../src/keys/mask-values.ts'

const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
const around = fc.string({ unit: 'grapheme', maxLength: 9 })

const WAYS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['as JSON', (text) => JSON.stringify(text)],
  ['as JSON within JSON', (text) => JSON.stringify(JSON.stringify(text))],
  ['as JSON with escaped slashes', (text) => JSON.stringify(text).replaceAll('/', '\\/')],
  [
    'as JSON of ASCII only',
    (text) =>
      JSON.stringify(text).replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
  ],
  ['as a form', (text) => new URLSearchParams({ q: text }).toString()],
]

test.each(WAYS)('a value is found %s, whatever it is and stands in', (_name, write) => {
  fc.assert(
    fc.property(secret, around, around, (value, before, after) => {
      const text = write(`${before}${value}${after}`)
      const masked = createMask([{ value, shown: '' }])(text)
      expect(masked.length).toBeLessThan(text.length)
      if (!`${before}${after}`.includes(value))
        expect(masked).not.toContain(write(value).slice(1, -1) || value)
    }),
  )
})

test('and in base64, of either alphabet, wherever in a longer text it stands', () => {
  fc.assert(
    fc.property(
      secret,
      around,
      around,
      fc.constantFrom('base64', 'base64url'),
      (value, before, after, way) => {
        const text = Buffer.from(`${before}${value}${after}`).toString(way)
        expect(createMask([{ value, shown: '' }])(text).length).toBeLessThan(text.length)
      },
    ),
  )
})

test('the longer value goes first, a short one is left, and what is put in is not searched', () => {
  const mask = createMask([
    { value: 'pass', shown: 'password' },
    { value: 'pass-word', shown: '$&' },
    { value: 'abc', shown: '***' },
  ])
  expect(mask('pass-word pass abc')).toBe('$& password abc')
})

test('names and texts of a JSON value are masked, the rest stays', () => {
  const mask = createMask([{ value: 'tok-5ecret', shown: '***' }])
  expect(maskDeep({ 'tok-5ecret': [1, null, true, 'a tok-5ecret'] }, mask)).toEqual({
    '***': [1, null, true, 'a ***'],
  })
})
