/** The mapping of forms, and what is refused with its place. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../../src/errors/delivery-errors.ts'
import { parseBody } from '../../../src/formats/parse-body.ts'

const parse = (text: string | Buffer) => parseBody('nvp', Buffer.from(text)) as Record<string, unknown>

test.each<[string, string, unknown]>([
  ['one pair', 'id=L1', { id: 'L1' }],
  ['plus and escapes', 'name=Ann+Lee%2B&x=%C3%A9%20', { name: 'Ann Lee+', x: 'é ' }],
  ['a repeated name', 'a=1&b=x&a=2&a=3', { a: ['1', '2', '3'], b: 'x' }],
  ['a name alone', 'a&b=', { a: '', b: '' }],
  ['empty pairs', '&&a=1&', { a: '1' }],
  ['= in a value', 'a=b=c', { a: 'b=c' }],
  ['brackets, as they are', 'a[]=1&a[0]=2', { 'a[]': '1', 'a[0]': '2' }],
  ['plain UTF-8', 'a=é😀', { a: 'é😀' }],
  ['an escaped line break', 'a=1%0A2', { a: '1\n2' }],
  [
    'names of methods',
    'toString=1&toString=2&hasOwnProperty=3',
    { toString: ['1', '2'], hasOwnProperty: '3' },
  ],
])('%s', (_, text, expected) => {
  expect(parse(text)).toEqual(expected)
})

test.each<[string, string | Buffer, string, number]>([
  ['a cut escape', 'a=%4', 'nvp_invalid', 3],
  ['an escape that is none', 'a=1&b=50%!', 'nvp_invalid', 9],
  ['escapes that are no UTF-8', 'a=1&b=%FF', 'nvp_invalid', 7],
  ['a value without a name', 'a=1&=2', 'nvp_invalid', 5],
  ['a line break', 'a=1\r\n', 'nvp_invalid', 4],
  ['__proto__', '__proto__=1', 'nvp_invalid', 1],
  ['__proto__, escaped', 'a=1&%5F_proto__=1', 'nvp_invalid', 5],
  ['too many pairs', 'a=1&'.repeat(10_001), 'nvp_invalid', 40_001],
  ['nothing', '', 'body_empty', 1],
  ['no UTF-8', Buffer.from([0x61, 0x3d, 0xff]), 'utf8_invalid', 3],
])('%s is refused with its place', (_, text, code, column) => {
  try {
    parse(text)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(BodyFormatError)
    expect([(error as BodyFormatError).code, (error as BodyFormatError).problems[0]?.column]).toEqual([
      code,
      column,
    ])
  }
})

test('what URLSearchParams writes is read back, repeated names in their order', () => {
  const text = fc.string({ unit: 'grapheme' })
  const pairs = fc.array(
    fc.tuple(
      text.filter((name) => name !== '' && !/^(?:__proto__|constructor|prototype)$/.test(name)),
      text,
    ),
    { minLength: 1 },
  )
  fc.assert(
    fc.property(pairs, (written) => {
      const expected = new Map<string, string[]>()
      for (const [name, value] of written) expected.set(name, [...(expected.get(name) ?? []), value])
      const read = parse(new URLSearchParams(written).toString())
      expect(new Map(Object.entries(read).map(([name, value]) => [name, [value].flat()]))).toEqual(expected)
    }),
    { numRuns: 1_000 },
  )
})

test('whatever comes is read as URLSearchParams reads it, or refused', () => {
  const pieces = fc.array(fc.constantFrom('a', '=', '&', '%', '41', '%C3', '%A9', '+', 'é', ' ', '%zz'), {
    maxLength: 15,
  })
  fc.assert(
    fc.property(pieces, (parts) => {
      const raw = parts.join('')
      let read: Record<string, unknown>
      try {
        read = parse(raw)
      } catch (error) {
        expect(error).toBeInstanceOf(BodyFormatError)
        return
      }
      const theirs = new URLSearchParams(raw)
      for (const name of theirs.keys()) expect([read[name]].flat()).toEqual(theirs.getAll(name))
    }),
    { numRuns: 3_000 },
  )
})
