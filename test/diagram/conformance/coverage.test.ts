/** Every rule from 4 on is held: by cases, or by a test that is named here. */
import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readCases } from './case.ts'

/** Rules of the language; their test asks for their cases itself. */
const LANGUAGE = { from: 4, to: 22, test: 'test/diagram/language/conformance.test.ts' }
const LAST = 50
/** The part of a rule that no step can show. */
const ELSEWHERE: Readonly<Record<number, { readonly what: string; readonly tests: readonly string[] }>> = {
  27: { what: 'time-outs and refused connections', tests: ['test/workflows/diagram/logics.test.ts'] },
  32: {
    what: 'what a script can do, and its libraries',
    tests: ['test/activities/code/run-script.test.ts', 'test/activities/code/script-libraries.test.ts'],
  },
  33: { what: 'the called task goes on', tests: ['test/workflows/diagram/logics.test.ts'] },
  38: { what: 'what is dropped, what is kept', tests: ['test/workflows/diagram/logics.test.ts'] },
  41: { what: 'the order of a queue', tests: ['test/workflows/diagram/logics.test.ts'] },
  42: {
    what: 'exact addition',
    tests: ['test/process/decimal.test.ts', 'test/workflows/diagram/logics.test.ts'],
  },
}

const cases = readCases()
const rules = Array.from({ length: LAST - LANGUAGE.to }, (_, index) => LANGUAGE.to + 1 + index)

test('every rule of nodes has three cases or more, and a negative one', () => {
  const lacking = rules.filter((rule) => {
    const own = cases.filter((one) => one.rule === rule)
    return own.length < 3 || !own.some(({ negative }) => negative)
  })
  expect(lacking).toEqual([])
})

test('no case is of a rule that there is not', () => {
  expect(cases.filter(({ rule }) => !rules.includes(rule))).toEqual([])
})

test('no two cases of a rule have one title', () => {
  const titles = cases.map(({ rule, title }) => `${rule}: ${title}`)
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])
})

test('what no step can show is held by tests that are there', () => {
  const named = Object.values(ELSEWHERE).flatMap(({ tests }) => tests)
  expect(named.filter((file) => !existsSync(file))).toEqual([])
})

test('the rules of the language have their cases', () => {
  const files = readdirSync('test/diagram/conformance')
  const numbers = Array.from({ length: LANGUAGE.to - LANGUAGE.from + 1 }, (_, index) => LANGUAGE.from + index)
  const lacking = numbers.filter(
    (rule) => !files.some((file) => file.startsWith(`rule-${String(rule).padStart(2, '0')}-`)),
  )
  expect([lacking, existsSync(LANGUAGE.test)]).toEqual([[], true])
})
