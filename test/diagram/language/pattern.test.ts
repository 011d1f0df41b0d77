/** The engine for patterns finds what JavaScript's finds, and is never slow. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PatternTooCostly, patternProblem, searchPattern } from '../../../src/diagram/language/index.ts'

const { pattern } = fc.letrec<{ pattern: string; item: string }>((tie) => ({
  pattern: fc.array(tie('item'), { minLength: 1, maxLength: 4 }).map((items) => items.join('')),
  item: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      'c',
      '.',
      '\\d',
      '\\w',
      '\\s',
      '\\b',
      '\\B',
      '^',
      '$',
      '[ab]',
      '[^a]',
      '[a-c1]',
      '\\.',
      '1',
    ),
    tie('pattern').map((inner) => `(?:${inner})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(
        tie('pattern'),
        fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '*?', '+?', '??'),
      )
      .map(([inner, repeat]) => `(?:${inner})${repeat}`),
  ),
}))
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '.', '\n', 'A'), maxLength: 12 })

test('it finds what JavaScript finds', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
      if (patternProblem(source) !== null) return
      const expected = new RegExp(source, 'u')
      for (const one of texts) expect([one, searchPattern(source, one)]).toEqual([one, expected.test(one)])
    }),
    { numRuns: 1_000 },
  )
})

test('flags: case, lines, dots', () => {
  fc.assert(
    fc.property(pattern, text, fc.constantFrom('i', 'm', 's', 'ims'), (source, one, flags) => {
      if (patternProblem(source) !== null) return
      expect(searchPattern(`(?${flags})${source}`, one)).toBe(new RegExp(source, `u${flags}`).test(one))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['(?i)straße', 'STRAßE', true],
  ['(?i)ПРИВІТ', 'привіт', true],
  ['^.$', '😀', true],
  ['[\\u{1F600}-\\u{1F64F}]', 'x😀', true],
  ['\\x41\\u0042\\x{43}', 'ABC', true],
  ['[[:alpha:]]+[[:digit:]]', 'ab1', true],
  ['[]a]', ']', true],
  ['[a-]', '-', true],
  ['[\\w-]', '-', true],
  ['(?i:a)b', 'AB', false],
  ['(?<year>\\d{4})-', '2026-', true],
  ['a(?i)b|c', 'C', true],
  ['\\Aab\\z', 'ab', true],
  ['a{,2}', 'a{,2}', true],
  ['a\\tb', 'a\tb', true],
  ['', '', true],
  ['(|a)+b', 'b', true],
  ['(?i)[^a]', 'A', false],
  ['(?i)[^\\W]', 's', true],
  ['(?i)\\W', 's', false],
])('%s in %s: %s', (source, one, found) => {
  expect(patternProblem(source)).toBe(null)
  expect(searchPattern(source, one)).toBe(found)
})

test.each([
  ['(a)\\1', 'backreferences (character 4)'],
  ['(?<n>a)\\k<n>', 'backreferences (character 8)'],
  ['(?!a)', 'lookahead and lookbehind (character 2)'],
  ['(?<=a)b', 'lookahead and lookbehind (character 2)'],
  ['a*+', 'possessive quantifiers (character 3)'],
  ['(?>a)', 'groups like (?> (character 2)'],
  ['\\p{L}', 'Unicode properties (\\p) (character 1)'],
  ['a{2001}', 'more than 1000 repetitions (character 2)'],
  ['(a{100}){100}', 'it is too large: its repetitions make more than 1000 steps'],
  ['a{3,2}', '{3,2}, whose end is before its start, (character 2)'],
  ['[b-a]', 'a range whose end is before its start (character 2)'],
  ['[a', 'a [ without its ] (character 1)'],
  ['(a', 'a ( without its ) (character 3)'],
  ['a)', 'a ) without its ( (character 2)'],
  ['*a', 'nothing before * to repeat (character 1)'],
  ['a**', 'a quantifier behind a quantifier (character 3)'],
  ['a\\', 'a backslash at the end (character 2)'],
  ['(*ACCEPT)a', 'verbs like (*ACCEPT) (character 2)'],
])('%s is refused by name', (source, problem) => {
  expect(patternProblem(source)).toBe(problem)
  expect(() => searchPattern(source, 'a')).toThrow(TypeError)
})

test('what makes others backtrack for years is searched in linear time', () => {
  const started = process.cpuUsage()
  for (const source of ['^(a+)+$', '^(a|aa)+$', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*a){12}b'])
    expect(searchPattern(source, `${'a'.repeat(100_000)}!`)).toBe(false)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000)
})

test('a pattern and a text that are made to be hard end early, with an error that has a name', () => {
  let seed = 1
  const hard = Array.from({ length: 300_000 }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return 'ab'[(seed >>> 16) & 1]
  }).join('')
  const started = process.cpuUsage()
  expect(() => searchPattern('(a|b)*a(a|b){40}c', hard)).toThrow(PatternTooCostly)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000)
})
