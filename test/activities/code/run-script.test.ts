/** What the scripts of Code nodes may count on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/diagram/diagram.ts'
import { openCode } from './open-code.ts'

const code = openCode()

test('the value of data after the run counts: what was set, changed and deleted', async () => {
  expect(
    await code.run("data.total = data.items.length; data.name += '!'; delete data.old; data.same = 1", {
      items: [1, 2],
      name: 'Ann',
      old: true,
      same: 1,
    }),
  ).toEqual({ ok: true, change: { set: { total: 2, name: 'Ann!' }, remove: ['old'] } })
})

test('a change deep in a value is a change of its top-level name only', async () => {
  expect(await code.run('data.a.b[0].c = 2', { a: { b: [{ c: 1 }] }, other: { big: [1, 2, 3] } })).toEqual({
    ok: true,
    change: { set: { a: { b: [{ c: 2 }] } }, remove: [] },
  })
})

test('another object put in the place of data is the data then, however a script declares it', async () => {
  for (const source of [
    'data = { b: 1 }',
    'var data = { b: 1 }',
    'let data = { b: 1 }',
    'data = { b: 1 }; if (true) return',
    'var data = { b: 1 }; return',
    'var data = data || {}; delete data.a; data.b = 1; return data',
    '"use strict"; delete data.a; data.b = 1',
  ])
    expect({ source, outcome: await code.run(source, { a: 1 }) }).toEqual({
      source,
      outcome: { ok: true, change: { set: { b: 1 }, remove: ['a'] } },
    })
})

test('a plain object that is returned at the top level goes over data; other values do not', async () => {
  expect(await code.set('data.a = 1; return { b: 2, a: 3 }')).toEqual({ a: 3, b: 2 })
  expect(await code.set('data.a = 1\nreturn data // the end')).toEqual({ a: 1 })
  for (const value of [
    '5',
    '"text"',
    'null',
    '[1, 2]',
    'undefined',
    '() => 1',
    'new Map([[1, 2]])',
    'new Date(0)',
    'Promise.resolve({ b: 1 })',
  ])
    expect(await code.set(`data.a = 1; return ${value}`)).toEqual({ a: 1 })
})

test('a return within a function is no return of the script', async () => {
  expect(
    await code.set(
      'function f(n) { return n * 2 }\nconst g = () => { return { b: 1 } }\ndata.a = f(21); g()',
    ),
  ).toEqual({ a: 42 })
})

test('data.__root holds root.*, and never becomes data of the task', async () => {
  const root = { task_id: '5976ff9182ba960b170b50bb', conv_id: 1668282, ref: 'loan-1' }
  const outcome = await code.run(
    'data.id = data.__root.task_id + "/" + data.__root.conv_id; data.copy = { ...data }; data.__root.ref = "x"',
    { a: 1 },
    { root },
  )
  expect(outcome).toEqual({
    ok: true,
    change: {
      set: { id: `${root.task_id}/1668282`, copy: { a: 1, id: `${root.task_id}/1668282` } },
      remove: [],
    },
  })
  expect(await code.run('data.__root = 5; data = { ...data, __root: 6 }', { __root: 'mine' })).toEqual({
    ok: true,
    change: { set: {}, remove: [] },
  })
})

test('any JSON goes in and comes back as it is', async () => {
  // That key is refused (hostile-scripts.test.ts)
  const anyJson = fc.json().filter((text) => !text.includes('__proto__'))
  await fc.assert(
    fc.asyncProperty(anyJson, async (text) => {
      const json = JSON.parse(text) as JsonObject
      expect(await code.run('data.copy = JSON.parse(JSON.stringify(data.value))', { value: json })).toEqual({
        ok: true,
        change: { set: { copy: json }, remove: [] },
      })
    }),
    { numRuns: 50 },
  )
  const odd = { value: '\u0000 \ud800 \u2028 😀 {{a}} </script>', list: [1e21, 5e-324, -1, 0.1, null, ''] }
  expect(await code.set('data.copy = { value: data.value, list: data.list }', odd)).toEqual({ copy: odd })
})

test('references in the source are not filled in', async () => {
  expect(await code.set('data.text = "{{name}} {{conv[1].ref[2].a}}"', { name: 'Ann' })).toEqual({
    text: '{{name}} {{conv[1].ref[2].a}}',
  })
})

test('console takes every call and does nothing; there are no timers, no network, no modules', async () => {
  expect(
    await code.set('console.log(1); console.error({}); console.whatever.name; console.table([]); data.a = 1'),
  ).toEqual({ a: 1 })
  const names = [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'process',
    'module',
    'exports',
    'global',
    'window',
    'document',
    'Worker',
    'std',
    'os',
    'crypto',
    'WebAssembly',
  ]
  expect(
    await code.set(
      `data.there = ${JSON.stringify(names)}.filter((name) => eval('typeof ' + name) !== 'undefined')`,
    ),
  ).toEqual({ there: [] })
})

test('the time is the time, in UTC wherever the worker stands; random numbers differ from run to run', async () => {
  const before = Date.now()
  const set = await code.set(
    'data.now = Date.now(); data.zone = new Date(data.now).getTimezoneOffset(); data.hour = new Date(36e5 * 5).getHours()',
  )
  expect(set).toEqual({ now: expect.any(Number), zone: 0, hour: 5 })
  expect(set.now).toBeGreaterThanOrEqual(before - 1)
  expect(set.now).toBeLessThanOrEqual(Date.now() + 1)
  const draws = await Promise.all(Array.from({ length: 50 }, () => code.set('data.drawn = Math.random()')))
  expect(new Set(draws.map(({ drawn }) => drawn)).size).toBe(50)
})

test('runs share nothing: what one leaves behind, no other finds', async () => {
  const dirty =
    'globalThis.left = 1; Object.prototype.left = 2; Array.prototype.map = null; JSON.stringify = () => "{}"; data.a = 1'
  for (let turn = 0; turn < 4; turn++) {
    expect(await code.set(dirty)).toEqual({ a: 1 })
    expect(await code.set('data.left = typeof left; data.map = typeof [].map')).toEqual({
      left: 'undefined',
      map: 'function',
    })
  }
})

test('what promises of a script still do counts', async () => {
  expect(await code.set('(async () => { await null; data.late = 1 })()')).toEqual({ late: 1 })
  expect(await code.set('Promise.resolve().then(() => { data.late = 1 }); return')).toEqual({ late: 1 })
})

test('an error names its line in the script, also out of a library or a function', async () => {
  expect(await code.fail('data.a = 1\n\ndata.b.c = 2')).toBe(
    "software code_executing_error: TypeError: cannot set property 'c' of undefined (line 3)",
  )
  expect(await code.fail('function f() {\n  throw new RangeError("too high")\n}\n\nf()')).toBe(
    'software code_executing_error: RangeError: too high (line 2)',
  )
  expect(await code.fail('require("libs/moment.js")\nmoment.locale("en")\nmoment().add(Symbol())')).toMatch(
    /^software code_executing_error: TypeError: .* \(line 3\)$/,
  )
  expect(await code.fail('const a = 1\nreturn a.b.c')).toMatch(
    /^software code_executing_error: TypeError: .* \(line 2\)$/,
  )
})

test('a script that does not parse is an error with the line', async () => {
  for (const source of [
    'let a = 1\nlet b = ;',
    'let a = 1\nif (a) { return a',
    'a\n}); (function () {',
    'let a\nreturn 1 1',
  ])
    expect(await code.fail(source)).toMatch(/^software code_executing_error: SyntaxError: .* \(line [23]\)$/)
  expect(await code.fail('import fs from "fs"')).toMatch(/^software code_executing_error: SyntaxError: /)
})

test('whatever is thrown is described', async () => {
  expect(await code.fail('throw "no rate"')).toBe('software code_executing_error: no rate')
  expect(await code.fail('throw { code: 7 }')).toBe('software code_executing_error: {"code":7}')
  expect(await code.fail('throw null')).toBe('software code_executing_error: null')
  expect(await code.fail('throw { get message() { throw 1 } }')).toBe(
    'software code_executing_error: The script threw what can not be shown',
  )
  expect((await code.fail('throw new Error("x".repeat(1e6))')).length).toBeLessThan(1100)
})

/** Real exports stand beside the project on some machines; they are not part of it. */
const exportsFolder = ['../shared/mpo-exports'].find((folder) => existsSync(folder))

test('the scripts of real exports run', async () => {
  const sources =
    exportsFolder === undefined
      ? []
      : readdirSync(exportsFolder).flatMap((file) => findScripts(`${exportsFolder}/${file}`))
  const data = { form_id: 'f', accId: 'a', items: [], start: 1, __callback_url: 'x' }
  const outcomes = []
  for (const source of sources) outcomes.push(await code.run(source, data))
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
})

function findScripts(file: string): string[] {
  const found: string[] = []
  if (file.endsWith('.json'))
    JSON.parse(readFileSync(file, 'utf8'), (_key, value: unknown) => {
      if (
        typeof value === 'object' &&
        value !== null &&
        'type' in value &&
        value.type === 'api_code' &&
        'src' in value
      )
        found.push(String(value.src))
      return value
    })
  return found
}
