/** Nobody stops a worker: what costs too much ends by its budget, and a text is parsed in time that grows with its length. */
import { expect, test } from 'vitest'
import type { Json } from '../../../src/diagram/diagram.ts'
import { fillIn, holds, inspectText, writePath } from '../../../src/diagram/language/index.ts'
import { scopeWith } from './scope.ts'

const budget = expect.objectContaining({ ok: false, tag: 'budget' })

function nest(depth: number): Json {
  let value: Json = {}
  for (let level = 0; level < depth; level += 1) value = { a: value }
  return value
}

const array = Array.from({ length: 20_000 }, (_, index) => index)

test.each([
  ['a fun over very many elements', '$.map(fun(X) -> X+X+X+X+X+X+X+X+X+X+X+X+X+X end, {{array}})'],
  ['a list that doubles', '$.map(fun(X) -> A=[X]++[X],B=A++A,C=B++B,D=C++C,E=D++D,F=E++E end, {{array}})'],
  ['a text that doubles', `$.map(fun(X) -> ${doubling('<<V/binary, V/binary>>')} end, ["aaaaaaaaaaaaaaaa"])`],
  ['a list that holds itself twice, as JSON', `$.map(fun(X) -> ${doubling('[V, V]')} end, [1])`],
  ['the same, compared', `$.map(fun(X) -> ${doubling('[V, V]')}, V40 =:= V40 end, [1])`],
  [
    'a text that is replaced into a longer one',
    `$.map(fun(X) -> ${doubling('binary:replace(V, <<"a">>, <<"aa">>, [global])')} end, ["aaaa"])`,
  ],
  [
    'a hash of megabytes',
    '$.sha512_hex({{long}}{{long}}{{long}}{{long}}{{long}}{{long}}{{long}}{{long}}{{long}})',
  ],
  ['a number of very many digits', `$.math(${Array(60).fill('9'.repeat(900)).join('*')})`],
  ['a value that nests too deep', 'x{{deep}}'],
])('%s', (_, text) => {
  const scope = scopeWith({ array, long: 'x'.repeat(1_000_000), deep: nest(5_000) })
  const started = process.cpuUsage()
  expect(fillIn(text, 'string', scope, { functions: true })).toEqual(budget)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(3_000)
})

/** `V1 = (V0), V2 = (V1) ...`, forty times. */
function doubling(expression: string): string {
  const steps = Array.from(
    { length: 40 },
    (_, index) => `V${index + 1} = ${expression.replaceAll(/\bV\b/g, `V${index}`)}`,
  )
  return ['V0 = X', ...steps].join(', ')
}

test('numbers that grow end as an error of the fun: the empty list', () => {
  const text = `$.map(fun(X) -> ${doubling('V * V')} end, [3])`
  expect(fillIn(text, 'array', scopeWith({}), { functions: true })).toEqual({ ok: true, value: [] })
  const shift = '$.map(fun(X) -> 1 bsl 100000000000 end, [3])'
  expect(fillIn(shift, 'array', scopeWith({}), { functions: true })).toEqual({ ok: true, value: [] })
})

test('a regular expression of a condition has the budget of its node', () => {
  const text = Array.from(
    { length: 400_000 },
    (_, index) => 'ab'[(Math.imul(index, 2_654_435_761) >>> 15) & 1],
  ).join('')
  const condition = { param: 't', operator: 'regexp', value: '(a|b)*a(a|b){40}c', cast: 'string' } as const
  const started = process.cpuUsage()
  holds([condition], scopeWith({ t: text }))
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000)
})

test('values that nest too deep are not compared', () => {
  const condition = { param: 'a', operator: 'eq', value: '{{b}}', cast: 'object' } as const
  expect(holds([condition], scopeWith({ a: nest(5_000), b: nest(5_000) }))).toEqual(budget)
})

test.each([
  ['braces', '{{'.repeat(50_000)],
  ['braces that close', `${'{{'.repeat(50_000)}${'}}'.repeat(50_000)}`],
  ['references', '{{a}}'.repeat(50_000)],
  ['calls', '$.md5('.repeat(30_000)],
  ['calls that close', `${'$.md5('.repeat(30_000)}${')'.repeat(30_000)}`],
  ['brackets', `{{${'a['.repeat(50_000)}}}`],
  ['funs', '$.map("'.repeat(30_000)],
  ['nested references', `${'{{a['.repeat(30_000)}${']}}'.repeat(30_000)}`],
])('a text of nothing but %s is parsed at once', (_, text) => {
  const started = process.cpuUsage()
  inspectText(text)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000)
})

test('a key that leads deeper than values nest is refused, however long it is', () => {
  for (const steps of [501, 20_000])
    expect(writePath({}, Array(steps).fill('a').join('.'), 1)).toMatchObject({ ok: false, tag: 'budget' })
  expect(writePath({}, Array(500).fill('a').join('.'), 1)).toMatchObject({ ok: true })
})
