import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findJsonProblem } from '../../src/console/editor/find-json-problem.ts'
import { fieldsOf, type JsonSchema, schemasAt } from '../../src/console/editor/json-schema.ts'
import { guessValues } from '../../src/console/pages/process/trying/guess-values.ts'

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', mambu: '{ACCOUNT_ID}' },
    amount: { anyOf: [{ type: 'string' }, { type: 'number' }], mambu: '{LOAN_AMOUNT}' },
    source: { const: 'mambu', mambu: 'mambu' },
    holder: { $ref: '#/$defs/holder' },
    lines: { type: 'array', items: { type: 'object', properties: { iban: { type: 'string' } } } },
  },
  required: ['id'],
  $defs: {
    holder: { type: 'object', properties: { name: { type: 'string' }, of: { $ref: '#/$defs/holder' } } },
  },
}

test('the place where JSON breaks is that of the first character that can not stand there', () => {
  const places: readonly (readonly [string, number, number, RegExp])[] = [
    ['{"id": LN-1}', 1, 8, /not L$/],
    ['{\r\n  "a": 1,\n}', 3, 1, /A name in quotes/],
    ['{"ü": "😀", b}', 1, 12, /A name in quotes/],
    ['["a\nb"]', 1, 4, /must be escaped/],
    ['{"a": 1} x', 1, 10, /The end/],
    ['', 1, 1, /not the end$/],
    ['{"a": "no end', 1, 7, /no end/],
  ]
  for (const [text, line, column, message] of places)
    expect(findJsonProblem(text)).toMatchObject({ line, column, message: expect.stringMatching(message) })
})

test('whatever a browser takes as JSON has no problem, and what it does not take has one within the text', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', '"', '}', ',', '\\', 'x', '\n'), (json, at, put) => {
      expect(findJsonProblem(json)).toBeNull()
      const cut = at % (json.length + 1)
      const text = json.slice(0, cut) + put + json.slice(cut + 1)
      const problem = findJsonProblem(text)
      let parses = true
      try {
        JSON.parse(text)
      } catch {
        parses = false
      }
      expect(problem === null).toBe(parses)
      if (problem === null) return
      expect(problem.line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length)
      expect(problem.message).not.toMatch(/JSON/)
    }),
  )
})

test('a schema tells its fields, through references and arrays, and one that refers to itself ends', () => {
  const fields = fieldsOf(SCHEMA)
  expect(fields.slice(0, 3)).toMatchObject([
    { path: '/id', type: 'string', required: true, mambu: '{ACCOUNT_ID}' },
    { path: '/amount', type: 'string | number', required: false },
    { path: '/source', type: '"mambu"' },
  ])
  const paths = fields.map(({ path }) => path)
  expect(paths).toContain('/holder/name')
  expect(paths).toContain('/lines/*/iban')
  expect(schemasAt(SCHEMA, ['lines', 3, 'iban'])).toEqual([{ type: 'string' }])
  expect(schemasAt(SCHEMA, ['toString'])).toEqual([])
})

test('values of placeholders come from the fields of an example', () => {
  expect(guessValues(SCHEMA, '{"id":"LN-1","amount":12.5,"source":"mambu"}')).toEqual({
    ACCOUNT_ID: 'LN-1',
    LOAN_AMOUNT: '12.5',
  })
  expect(guessValues(SCHEMA, 'no json')).toEqual({})
})
