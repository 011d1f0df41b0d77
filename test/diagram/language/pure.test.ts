/** The language runs in Temporal's sandbox: nothing in it asks a clock, a chance, a locale, or makes code or patterns from texts. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FORBIDDEN = {
  clock: /\bDate\.now\b|\bnew Date\(\)|(?<!new )\bDate\(|\bperformance\b/,
  chance: /\bMath\.random\b|\bcrypto\b/,
  locale: /\bIntl\b|toLocale|localeCompare/,
  code: /\beval\b|\bnew Function\b|\bFunction\(|\bimport\(/,
  patterns: /\bRegExp\(/,
  host: /\bprocess\b|\bBuffer\b|\bglobalThis\b|\bsetTimeout\b|\bTextEncoder\b|\bfetch\b/,
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/diagram/language'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts'))

test.each(Object.entries(FORBIDDEN))('no %s', (_, pattern) => {
  expect(files.length).toBeGreaterThan(30)
  expect(files.filter((file) => pattern.test(withoutComments(readFileSync(file, 'utf8'))))).toEqual([])
})

test('the check finds what it looks for', () => {
  expect(FORBIDDEN.clock.test('const now = Date.now()')).toBe(true)
  expect(FORBIDDEN.patterns.test('new RegExp(text)')).toBe(true)
  expect(FORBIDDEN.clock.test('new Date(now)')).toBe(false)
})
