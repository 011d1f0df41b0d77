/** Scripts that want out, for ever, or too much: each ends as an error of its own, and the thread goes on. */
import { afterEach, expect, test } from 'vitest'
import { MAX_DATA_BYTES, MAX_DEPTH } from '../../../src/activities/code/read-result.ts'
import { openCode } from './open-code.ts'

const code = openCode(1)

afterEach(async () => {
  expect(await code.set('data.alive = 1 + 1')).toEqual({ alive: 2 })
  expect(Object.keys(Object.prototype)).toEqual([])
})

const TIMED_OUT = 'hardware code_timeout: timeout for executing code'

test('the constructor of constructors leads nowhere: it is that of the sandbox', async () => {
  for (const way of [
    'Function("return this")()',
    'data.constructor.constructor("return this")()',
    'require.constructor("return this")()',
    'console.log.constructor("return this")()',
    'Math.random.constructor("return this")()',
    'data.__root.constructor.constructor("return this")()',
    '(async () => {}).constructor("return this")() && globalThis',
    '(0, eval)("this")',
  ])
    expect({
      way,
      found: await code.set(`const found = ${way}
        data.same = found === globalThis
        data.process = typeof found.process; data.require = String(found.require("libs/sha1.js"))`),
    }).toEqual({ way, found: { same: true, process: 'undefined', require: 'undefined' } })
})

test('a script can not reach what takes its result, and fools only itself', async () => {
  expect(
    await code.set(
      'arguments = 1; data.a = typeof keep + typeof kept + typeof close + typeof sandbox; return',
    ),
  ).toEqual({ a: 'undefinedundefinedundefinedundefined' })
  // The function that takes the parameters is called by the script itself
  for (const source of [
    'arguments[1]([{ b: 1 }]); return',
    'arguments[1](null); return',
    'arguments[1]({ get 0() { throw 1 } }); return',
    'arguments[1]({ get 0() { for (;;); } }); return',
  ]) {
    const outcome = await code.run(source, {}, { timeLimitMs: 300 })
    expect({ source, fine: outcome.ok || outcome.tag.startsWith('code_') }).toEqual({ source, fine: true })
  }
})

test('prototype tricks stay in the sandbox', async () => {
  expect(await code.set('Object.prototype.polluted = 1; data.__proto__.also = 2; data.a = 1')).toEqual({
    a: 1,
  })
  for (const source of [
    'return JSON.parse(\'{"__proto__": {"polluted": 1}}\')',
    'data.deep = [{ x: JSON.parse(\'{"__proto__": 1}\') }]',
    'Object.defineProperty(data, "__proto__", { value: 1, enumerable: true })',
  ])
    expect(await code.fail(source)).toBe(
      'software code_return_format_error: data has a key __proto__, which is not allowed',
    )
  expect(
    await code.set('data.constructor = { prototype: 1 }; data.hasOwnProperty = 1; data.toString = 2'),
  ).toEqual({
    constructor: { prototype: 1 },
    hasOwnProperty: 1,
    toString: 2,
  })
})

test('endless loops end with the time limit, whatever they are made of', async () => {
  for (const source of [
    'for (;;);',
    'return (function f() { for (;;); })()',
    'try { for (;;); } catch (e) { data.caught = 1 }',
    'try { for (;;); } finally { for (;;); }',
    'for (;;) { try { for (;;); } catch (e) {} }',
    'const again = () => Promise.resolve().then(again); again()',
    '(async () => { for (;;) await null })()',
    '/^(a+)+$/.test("a".repeat(50) + "!")',
    '"x".replace(/x/, () => { for (;;); })',
    '[3, 1, 2].sort(() => { for (;;); })',
    'data.a = { toJSON() { for (;;); } }',
    'data.a = { get b() { for (;;); } }',
    'data = new Proxy({}, { ownKeys() { for (;;); } })',
    'throw { get message() { for (;;); } }',
    'throw { toJSON() { for (;;); } }',
    'throw Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } })',
    'require({ toString() { for (;;); } })',
    'function* f() { for (;;) yield 1 }; for (const x of f());',
    'let n = 3n; for (;;) n = n * n % 1000007n',
  ])
    expect(`${source} => ${await code.fail(source, {}, { timeLimitMs: 200 })}`).toBe(
      `${source} => ${TIMED_OUT}`,
    )
})

test('one that does not even let itself be interrupted is killed, and its thread replaced', async () => {
  expect(await code.fail('new Array(2 ** 28).join("ab")', {}, { timeLimitMs: 200 })).toBe(TIMED_OUT)
})

test('memory is bounded', async () => {
  for (const source of [
    'const all = []; for (;;) all.push(new Array(100000).fill(1))',
    'const all = []; for (;;) all.push({ a: 1 })',
    'const all = []; for (;;) all.push("x".repeat(10000) + all.length)',
    'let f = () => 1; for (;;) f = f.bind(null)',
    'data.list = new Array(2 ** 32 - 1).fill(0)',
    'let text = "x"; for (;;) text += text',
    'data.text = "x".repeat(2 ** 29)',
    'data.bytes = new ArrayBuffer(2 ** 30)',
    'const all = new Map(); for (let i = 0; ; i++) all.set("key" + i, new Uint8Array(100000))',
    'data.n = 3n ** (2n ** 40n)',
  ])
    expect(`${source} => ${await code.fail(source, {}, { timeLimitMs: 20_000 })}`).toMatch(
      /=> software code_executing_error: .*(?:out of memory|too large|too long|invalid (?:array|string)|length)/,
    )
})

test('a script has 32 MB and not much more, as often as a thread is used', async () => {
  const source =
    'const all = []; let n = 0; try { for (;; n++) all.push(new Uint8Array(2 ** 20)) } catch (e) { all.length = 0 } data.n = n'
  for (let turn = 0; turn < 3; turn++) {
    const { n } = await code.set(source)
    expect(n).toBeGreaterThanOrEqual(32)
    expect(n).toBeLessThanOrEqual(40)
  }
})

test('recursion is bounded, in the script and in what reads for it', async () => {
  for (const source of [
    'function f() { return f() + 1 }; f()',
    'const f = (...all) => f(...all, all); f()',
    'JSON.parse("[".repeat(100000) + "]".repeat(100000))',
    'let a = []; for (let i = 0; i < 100000; i++) a = [a]; String(a)',
    'eval("(".repeat(100000))',
    'new RegExp("(?:".repeat(50000) + ")".repeat(50000))',
    'const o = { get a() { return this.a } }; o.a',
    'let p = {}; for (let i = 0; i < 50000; i++) p = new Proxy(p, {}); p.x',
    'function s() { "a".replace(/a/, s) }; s()',
    'function s() { [1, 2].sort(s) }; s()',
  ])
    expect(`${source} => ${await code.fail(source, {}, { timeLimitMs: 20_000 })}`).toMatch(
      /=> software code_executing_error: .*(?:stack overflow|nested|out of memory)/,
    )
  expect(await code.set('function f(n) { return n === 0 ? 0 : 1 + f(n - 1) }; data.deep = f(2000)')).toEqual({
    deep: 2000,
  })
})

test('data that JSON can not say is an error, or is left out as JSON.stringify does', async () => {
  expect(
    await code.set(
      'data.f = () => 1; data.u = undefined; data.s = Symbol("s"); data.nan = NaN; data.inf = -Infinity; data.list = [() => 1, NaN, undefined]; data.date = new Date(0); data.map = new Map([[1, 2]]); data.zero = -0',
    ),
  ).toEqual({
    nan: null,
    inf: null,
    list: [null, null, null],
    date: '1970-01-01T00:00:00.000Z',
    map: {},
    zero: 0,
  })
  for (const [source, said] of [
    ['data.big = 10n', /TypeError: .*(?:bigint|BigInt)/],
    ['data.self = data', /TypeError: circular reference/],
    ['data.a = { toJSON() { throw new Error("no") } }', /Error: no \(line 1\)/],
    ['data.a = { get b() { throw new Error("no") } }', /Error: no \(line 1\)/],
    ['data.toJSON = () => 5', /data must be an object after the run/],
    ['data.toJSON = () => undefined', /data must be an object after the run/],
    ['data.toJSON = () => [1]', /data must be an object after the run/],
    ['data = 5', /data must be an object after the run/],
    ['data = null', /data must be an object after the run/],
    ['data = undefined', /data must be an object after the run/],
    ['data = [1]', /data must be an object after the run/],
    ['data = "text"', /data must be an object after the run/],
    ['data = () => 1', /data must be an object after the run/],
    ['data = new Date(0)', /data must be an object after the run/],
    ['return { toJSON: () => [1] }', /what the script returns must be an object/],
    ['return { self: 10n }', /TypeError/],
    ['data = new Proxy({}, { ownKeys() { throw new Error("no") } })', /Error: no/],
  ] as const) {
    const failure = await code.fail(source)
    expect(`${source} => ${failure}`).toContain('=> software code_return_format_error: ')
    expect(failure).toMatch(said)
  }
})

test('data that is too large or too deep is an error with the limit', async () => {
  expect(await code.fail(`data.text = "x".repeat(${MAX_DATA_BYTES})`)).toBe(
    `software code_return_format_error: Max available task size: ${MAX_DATA_BYTES} bytes, the data has ${MAX_DATA_BYTES + 11}`,
  )
  expect(await code.fail(`data.text = "я".repeat(${MAX_DATA_BYTES / 2})`)).toContain(
    'Max available task size',
  )
  expect(Object.keys(await code.set(`data.text = "x".repeat(${MAX_DATA_BYTES - 11})`))).toEqual(['text'])
  const nest = (levels: number) => `let a = 1; for (let i = 0; i < ${levels}; i++) a = [a]; data.a = a`
  expect(await code.fail(nest(MAX_DEPTH + 1))).toBe(
    `software code_return_format_error: data is nested more than ${MAX_DEPTH} levels deep`,
  )
  expect(await code.fail(nest(3000))).toContain(`data is nested more than ${MAX_DEPTH} levels deep`)
  expect(Object.keys(await code.set(nest(MAX_DEPTH - 1)))).toEqual(['a'])
})

test('data that came in deep or large does not fail a script that leaves it alone', async () => {
  const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
  expect(await code.set('data.a = 1', { deep })).toEqual({ a: 1 })
})
