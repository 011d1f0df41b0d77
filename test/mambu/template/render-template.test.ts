import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDate } from '../../../src/mambu/template/format-date.ts'
import { formatNumber } from '../../../src/mambu/template/format-number.ts'
import { renderTemplate } from '../../../src/mambu/template/render-template.ts'

test('a placeholder takes its value as it is, a missing one becomes empty, anything else stays', () => {
  const values = { CLIENT_NAME: 'A "B"', 'CF:CLIENT:Número de documento': 7, NOTHING: null }
  const { text, missing, names } = renderTemplate(
    '{"a":"{CLIENT_NAME}","b":"{CF:CLIENT:Número de documento}","c":"{NOTHING}{GONE}","d":{"e":"{lower}"}}',
    values,
  )
  expect(text).toBe('{"a":"A "B"","b":"7","c":"","d":{"e":"{lower}"}}')
  expect(missing).toEqual(['NOTHING', 'GONE'])
  expect(names).toEqual(['CLIENT_NAME', 'CF:CLIENT:Número de documento', 'NOTHING', 'GONE'])
})

test('a value is never taken for a placeholder', () => {
  expect(renderTemplate('{A}{B}', { A: '{B}', B: '$&' }).text).toBe('{B}$&')
})

test('every piece of a rendering is where it says', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('A', 'B', 'CF:X Y'), fc.string())), (parts) => {
      const template = parts.map(([name, text]) => `${text.replace(/[{}]/g, '')}{${name}}`).join('')
      const { text, pieces } = renderTemplate(template, { A: 'one', 'CF:X Y': '' })
      for (const { placeholder, from, start, end } of pieces) {
        expect(template.slice(from, from + placeholder.length)).toBe(placeholder)
        expect(text.slice(start, end)).toBe(placeholder === '{A}' ? 'one' : '')
      }
    }),
  )
})

test.each([
  ['1482.37', '#.###,##', '1.482,37'],
  ['1482.3', '#.###,00', '1.482,30'],
  ['1482', '#.###,##', '1.482'],
  ['1234567.5', '#,###.00', '1,234,567.50'],
  ['1234567', '#,###', '1,234,567'],
  ['0.5', '0.00', '0.50'],
  ['.5', '0.00', '.5'],
  ['12.345', '0.00', '12.34'],
  ['12.355', '0.00', '12.36'],
  ['999.995', '0.00', '1000.00'],
  ['-1482.37', '#.###,##', '-1.482,37'],
  ['7', '000', '007'],
  ['12.5', '0', '12'],
  ['', '0.00', ''],
  ['n/a', '0.00', 'n/a'],
])('%s in the pattern %s is %s', (value, pattern, text) => {
  expect(formatNumber(value, pattern)).toBe(text)
})

test('a plain pattern changes no amount that it has room for', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
      const amount = `${whole}.${String(cents).padStart(2, '0')}`
      expect(formatNumber(amount, '0.00')).toBe(amount)
      expect(formatNumber(amount, '#,##0.00').replaceAll(',', '')).toBe(amount)
    }),
  )
})

test.each([
  ['2026-02-03', 'dd.MM.yyyy', '03.02.2026'],
  ['2026-02-03T04:05:06.789+01:00', 'yyyy-MM-dd HH:mm:ss.SSS', '2026-02-03 04:05:06.789'],
  ['2026-02-03T04:05:06Z', "d/M/yy 'at' H:mm", '3/2/26 at 4:05'],
  ['2026-02-03T04:05:06+01:00', "yyyy-MM-dd'T'HH:mm:ssXXX", '2026-02-03T04:05:06+01:00'],
  ['', 'yyyy', ''],
  ['soon', 'yyyy', 'soon'],
  ['2026-02-30', 'yyyy', '2026-02-30'],
  ['2026-03-29', 'dd MMM yyyy', '29 Mar 2026'],
  [
    '2026-03-29T15:04:05Z',
    "EEEE, d MMMM yyyy, hh:mm a 'o''clock'",
    "Sunday, 29 March 2026, 03:04 PM o'clock",
  ],
])('%s in the pattern %s is %s', (value, pattern, text) => {
  expect(formatDate(value, pattern)).toEqual({ text, unknown: [] })
})

const JAVA = JSON.parse(readFileSync('test/fixtures/vectors/java-dates.json', 'utf8')) as Record<
  string,
  Record<string, string>
>

describe('every letter', () => {
  /** The week begins on another day, and the first week has another length, from country to country. */
  const OF_THE_COUNTRY = /^[YwW]/

  const made = Object.values(JAVA)
  const ALIKE = Object.keys(made[0] ?? {}).filter((pattern) => made.every((one) => pattern in one))

  test.each(Object.entries(JAVA))('of %s is formatted as Java does, or named', (value, wanted) => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((letter) => [letter, letter.toLowerCase()])
    for (const letter of letters) {
      for (let count = 1; count <= 6; count += 1) {
        const pattern = letter.repeat(count)
        const { text, unknown } = formatDate(value, pattern)
        const isNamed = unknown.length > 0
        expect([pattern, isNamed ? text : null, unknown]).toEqual([
          pattern,
          isNamed ? pattern : null,
          isNamed ? [pattern] : [],
        ])
        if (!isNamed) expect([pattern, text]).toEqual([pattern, wanted[pattern]])
        else
          expect([pattern, ALIKE.includes(pattern) && !OF_THE_COUNTRY.test(pattern)]).toEqual([
            pattern,
            false,
          ])
      }
    }
  })

  test('is named where it stands, and where there is no date too', () => {
    expect(formatDate('2026-03-29', "YYYY-MM-dd'T'Z z")).toEqual({
      text: 'YYYY-03-29T+0000 z',
      unknown: ['YYYY', 'z'],
    })
    expect(formatDate('', "yyyy 'open")).toEqual({ text: '', unknown: ["'", 'o', 'p', 'e', 'n'] })
  })

  test('is said by a rendering with its placeholder', () => {
    const template = '{"on":"FORMAT_DATE{BOOKED,datePattern=dd/MM/YYYY}"}'
    expect(renderTemplate(template, { BOOKED: '2026-03-29' })).toMatchObject({
      text: '{"on":"29/03/YYYY"}',
      unknown: [{ placeholder: 'FORMAT_DATE{BOOKED,datePattern=dd/MM/YYYY}', letters: ['YYYY'] }],
    })
  })
})
