/** What the functions work out is what others work out. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillIn } from '../../../src/diagram/language/index.ts'
import { evaluate, scopeWith } from './scope.ts'

const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  // Around the ends of blocks
  fc.integer({ min: 50, max: 260 }).map((length) => 'x'.repeat(length)),
)

test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])(
  '$.%s is what node:crypto says',
  (name) => {
    fc.assert(
      fc.property(bytes, (a) => {
        const hash = createHash(name).update(a)
        expect(evaluate(`$.${name}_hex({{a}})`, { a })).toBe(hash.copy().digest('hex'))
        expect(evaluate(`$.${name}({{a}})`, { a })).toBe(hash.digest().toString('latin1'))
      }),
    )
  },
)

test('base64 there and back, in a fun too', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      const a = Buffer.from(text).toString()
      const encoded = Buffer.from(a).toString('base64')
      expect(evaluate('$.base64_encode({{a}})', { a })).toBe(encoded)
      const map = '$.map(fun(X) -> base64:decode(X) end, {{list}})'
      expect(JSON.parse(evaluate(map, { list: [encoded] }) as string)).toEqual([a])
    }),
  )
})

test('whole numbers are exact at any size', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), fc.bigInt(), (a, b, c) => {
      const data = { a: String(a), b: String(b), c: String(c) }
      expect(evaluate('$.math({{a}}*{{b}}-({{c}}+{{a}})*3)', data)).toBe(String(a * b - (c + a) * 3n))
    }),
  )
})

test('a float is the shortest text that reads back, with a point', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (a) => {
      // JSON has no -0
      if (Object.is(a, -0)) return
      const text = evaluate('$.math({{a}}*1.0)', { a }) as string
      expect(text).toMatch(/^-?\d+\.\d+(?:e-?\d+)?$/)
      expect(Number(text)).toBe(a)
    }),
  )
})

test('dates are those of the calendar', () => {
  const moment = fc.date({ min: new Date('0001-01-01'), max: new Date('9990-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(moment, fc.integer({ min: -99_999, max: 99_999 }), (date, days) => {
      if (days === 0) return
      const ask = (text: string) =>
        fillIn(text, 'string', scopeWith({ days }, { now: date.getTime() }), { functions: true })
      const iso = date.toISOString()
      expect(ask('$.date(%y-%m-%dT%h:%i:%s)')).toEqual({ ok: true, value: iso.slice(0, 19) })
      expect(ask('$.unixtime(%y-%m-%d %h:%i:%s)')).toEqual({
        ok: true,
        value: String(Math.floor(date.getTime() / 1000)),
      })
      const later = new Date(date.getTime() + days * 86_400_000)
      if (later.getUTCFullYear() < 1 || later.getUTCFullYear() > 9999) return
      const sign = days < 0 ? '' : '+'
      expect(ask(`$.date(%y-%m-%d${sign}{{days}})`)).toEqual({
        ok: true,
        value: later.toISOString().slice(0, 10),
      })
    }),
  )
})

test('a month more is never two', () => {
  const ask = (iso: string, format: string) =>
    fillIn(format, 'string', scopeWith({}, { now: Date.parse(iso) }), { functions: true })
  expect(ask('2024-01-31T00:00:00Z', '$.date(%y-%m+1-%d)')).toEqual({ ok: true, value: '2024-02-29' })
  expect(ask('2024-03-31T00:00:00Z', '$.date(%y-%m-1-%d)')).toEqual({ ok: true, value: '2024-02-29' })
  expect(ask('2024-02-29T00:00:00Z', '$.date(%y+1-%m-%d)')).toEqual({ ok: true, value: '2025-02-28' })
  expect(ask('2024-12-15T00:00:00Z', '$.date(%y-%m+1-%d)')).toEqual({ ok: true, value: '2025-01-15' })
})

test('$.random stays within its bounds, and reaches them', () => {
  const ask = (text: string, chance: number) =>
    fillIn(text, 'number', scopeWith({}, { random: () => chance }), { functions: true })
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (low, size) => {
      const text = `$.random(${low}, ${low + size})`
      expect(ask(text, 0)).toEqual({ ok: true, value: low })
      expect(ask(text, 1 - Number.EPSILON)).toEqual({ ok: true, value: low + size })
    }),
  )
})

test('a fun does arithmetic as JavaScript does with whole numbers', () => {
  const list = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 20 })
  fc.assert(
    fc.property(list, (numbers) => {
      const map = '$.map(fun(X) when X rem 3 == 0 -> X div 3; (X) -> (X band 255) * 2 - X end, {{a}})'
      const expected = numbers.map((x) => (x % 3 === 0 ? x / 3 : (x & 255) * 2 - x) + 0)
      expect(JSON.parse(evaluate(map, { a: numbers }) as string)).toEqual(expected)
      const filter = '$.filter(fun(X) -> X > 10 andalso X < 1000 orelse X =:= -1 end, {{a}})'
      const kept = numbers.filter((x) => (x > 10 && x < 1000) || x === -1)
      expect(JSON.parse(evaluate(filter, { a: numbers }) as string)).toEqual(kept)
    }),
  )
})

test('what a fun leaves alone comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), (value) => {
      const text = JSON.stringify(value)
      // The empty object and [{}] are one value in Erlang
      if (text.includes('[{}]')) return
      const data = JSON.parse(`{"a":${text}}`)
      const filled = fillIn('$.map(fun(X) -> X end, {{a}})', 'array', scopeWith(data), { functions: true })
      expect(filled).toEqual({ ok: true, value: data.a })
    }),
  )
})
