/** The reader of JSON with places agrees with JSON.parse, and keeps what that loses. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonValue, sliceOf } from '../../../src/diagram/read/json-value.ts'
import { parseJson } from '../../../src/diagram/read/parse-json.ts'

function plain(value: JsonValue): unknown {
  if (value.kind === 'object')
    return Object.fromEntries([...value.members].map(([key, member]) => [key, plain(member)]))
  if (value.kind === 'array') return value.items.map(plain)
  return JSON.parse(sliceOf(value))
}

test('it reads what JSON.parse reads, to the same value', () => {
  fc.assert(
    fc.property(
      fc.json({ noUnicodeString: false } as object),
      fc.constantFrom('', '  ', '\t'),
      (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent)
        const parsed = parseJson(spaced)
        expect('value' in parsed && JSON.stringify(plain(parsed.value))).toBe(
          JSON.stringify(JSON.parse(spaced)),
        )
      },
    ),
  )
})

test('it refuses what JSON.parse refuses, and takes nothing more', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-',
    '0',
    '.',
    'e5',
    'true',
    'nul',
    'null',
    ' ',
    '"',
    '\\',
    '\\u12',
    '\n',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
      const text = parts.join('')
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      expect('value' in parseJson(text)).toBe(isJson)
    }),
    { numRuns: 3_000 },
  )
})

test('numbers keep their digits, values their places, and a key twice is told', () => {
  const text = '{"a":1.10,"b":12345678901234567890,"a":[ 1e2 ]}'
  const parsed = parseJson(text)
  if (!('value' in parsed) || parsed.value.kind !== 'object') throw new Error('it was not read')
  expect([...parsed.value.members].map(([key, value]) => [key, sliceOf(value)])).toEqual([
    ['a', '[ 1e2 ]'],
    ['b', '12345678901234567890'],
  ])
  expect(parsed.doubles).toEqual([{ key: 'a', start: text.lastIndexOf('"a"') }])
})

test('a nesting made to break it, and a text of megabytes, do not', () => {
  expect(parseJson('['.repeat(100_000))).toMatchObject({
    problem: expect.stringContaining('deeper than 200'),
  })
  const long = JSON.stringify({ text: 'a\n"'.repeat(1_000_000) })
  expect('value' in parseJson(long)).toBe(true)
})
