/** What a text names and what in it can't work, with positions, without evaluating it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseText } from '../../../src/diagram/language/grammar/index.ts'
import { inspectText } from '../../../src/diagram/language/index.ts'

test('references to what lies outside of the data, the inner ones too', () => {
  const text =
    '{{a}} {{conv[@rates].ref[{{env_var[@ccy].eur}}].rate}} {{conv[{{c}}].node[n1].count}} {{node[n2].SumID}}'
  const { problems, references } = inspectText(text)
  expect(problems).toEqual([])
  expect(references).toEqual([
    { kind: 'conv', at: 6, end: 54, conv: '@rates', ref: null },
    { kind: 'variable', at: 25, end: 46, name: '@ccy' },
    { kind: 'node', at: 55, end: 85, conv: null, isOther: true, node: 'n1', name: 'count' },
    { kind: 'node', at: 86, end: 104, conv: null, isOther: false, node: 'n2', name: 'SumID' },
  ])
})

test('those within functions', () => {
  const { references } = inspectText("$.md5_hex({{env_var[@a]}})$.unixtime().tz('{{env_var[@b]}}')")
  expect(references).toMatchObject([{ name: '@a' }, { name: '@b' }])
})

test.each([
  ['{{url}', 'open_braces', 0, 2],
  ['x {{ }}', 'empty_reference', 2, 7],
  ['{{a[0}}', 'open_bracket', 0, 7],
  ['a $.nope(1)', 'unknown_function', 2, 8],
  ['$.md5(a', 'open_function', 0, 6],
  ['$.map(fun(X) -> X.name end, {{a}})', 'bad_expression', 0, 34],
  ['$.map(fun(X) -> {{b}} end, {{a}})', 'bad_expression', 0, 33],
  ['$.filter(fun(X) -> X)', 'bad_expression', 0, 21],
])('%s: %s', (text, kind, at, end) => {
  expect(inspectText(text).problems).toEqual([{ kind, at, end, message: expect.stringMatching(/\w/) }])
})

test('where functions are not allowed, they are no problem', () => {
  expect(inspectText('$.nope(1) $.md5(', { functions: false })).toEqual({ problems: [], references: [] })
})

test('pieces stand one behind the other and cover the whole text', () => {
  const part = fc.constantFrom(
    '{{',
    '}}',
    '{{a}}',
    '{{b[{{c}}]}}',
    '$.md5(',
    ')',
    '$.date(%y).tz(x)',
    ' ',
    'x',
    '"',
    '{',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.boolean(), (parts, functions) => {
      const text = parts.join('')
      const { pieces } = parseText(text, functions)
      expect(pieces.map(({ at, end }) => text.slice(at, end)).join('')).toBe(text)
      for (const piece of pieces)
        if (piece.kind === 'text') expect(text.slice(piece.at, piece.end)).toBe(piece.text)
    }),
    { numRuns: 500 },
  )
})
