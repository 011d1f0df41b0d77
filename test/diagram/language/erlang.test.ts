/** `$.map` gives what a real Erlang gives: programs that Erlang/OTP 25 ran, with its results (test/fixtures/language/). */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fillIn } from '../../../src/diagram/language/index.ts'
import { scopeWith } from './scope.ts'

const programs = z
  .array(
    z.tuple([z.string(), z.number(), z.union([z.literal('raises'), z.strictObject({ gives: z.json() })])]),
  )
  .parse(JSON.parse(readFileSync('test/fixtures/language/erlang-25.json', 'utf8')))

test('there are programs of each kind', () => {
  expect(programs.length).toBeGreaterThan(300)
  expect(programs.filter(([, , result]) => result === 'raises').length).toBeGreaterThan(50)
})

test('each gives what it gave there', () => {
  const different = programs.filter(([fun, item, result]) => {
    const text = `$.map(${fun}, {{list}})`
    const filled = fillIn(text, 'array', scopeWith({ list: [item] }), { functions: true })
    const value = result === 'raises' ? [] : [result.gives]
    return !isDeepStrictEqual(filled, { ok: true, value })
  })
  expect(different).toEqual([])
})
