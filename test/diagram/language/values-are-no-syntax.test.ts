/** Whatever a task holds, it is a value: never a template, a path, a member of JSON or an expression. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/diagram/diagram.ts'
import {
  cast,
  fillIn,
  fillParts,
  holds,
  joinParts,
  keyOfRead,
  readPath,
  writePath,
} from '../../../src/diagram/language/index.ts'
import { evaluate, scopeWith, valueFrom } from './scope.ts'

/** Texts full of what the language has for syntax. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        '{',
        '}',
        '[',
        ']',
        '.',
        '\\',
        '"',
        ',',
        '$.math(',
        '$.md5(',
        ')',
        '+1',
        '\0',
      ),
      fc.constantFrom(
        'a',
        'root.ref',
        'env_var[@x]',
        'conv[1].ref[2]',
        '0',
        '__proto__',
        'constructor',
        ' ',
        'ї',
        '😀',
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

test('a whole value comes out as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value)
      const data = JSON.parse(`{"a":${text}}`) as JsonObject
      const kind = Array.isArray(value) ? 'array' : value === null ? null : typeof value
      if (kind === null) return
      expect(valueFrom(fillIn('{{a}}', kind as 'object', scopeWith(data)))).toEqual(JSON.parse(text))
    }),
  )
})

test('a text of the data stands in a text as it is', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      expect(evaluate('<{{a}}|{{o.b}}>', { a, o: { b } })).toBe(`<${a}|${b}>`)
    }),
  )
})

test('a text of the data stands in JSON as one text', () => {
  fc.assert(
    fc.property(hostile, fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      const data = JSON.parse(JSON.stringify({ a, b })) as JsonObject
      const text = '{"a":"{{a}}","b":{{b}},"c":["\\"{{a}}\\\\"]}'
      const object = valueFrom(fillIn(text, 'object', scopeWith(data)))
      expect(object).toEqual({ a, b: data.b, c: [`"${a}\\`] })
    }),
  )
})

test('variables that are opened later stand in JSON as one text too, and so does what stands beside them', () => {
  fc.assert(
    fc.property(hostile, hostile, fc.jsonValue({ maxDepth: 2 }), (a, secret, config) => {
      const text = '{"a":"{{a}}","s":"x{{env_var[@s]}}","c":{{env_var[@c].d}}}'
      const parts = valueFrom(fillParts(text, scopeWith({ a }), 'object'))
      const opened = joinParts(parts, (name) => (name === '@s' ? secret : (config as Json)))
      expect(JSON.parse(opened)).toEqual(JSON.parse(JSON.stringify({ a, s: `x${secret}`, c: config })))
    }),
  )
})

test('parts that are joined are what the text gives when its variables are read', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, secret) => {
      const text = '<{{a}}|{{env_var[@s]}}>'
      const read = { kind: 'variable', name: '@s', path: [] } as const
      const whole = fillIn(
        text,
        'string',
        scopeWith({ a }, { given: { [keyOfRead(read)]: { value: secret } } }),
      )
      expect(joinParts(valueFrom(fillParts(text, scopeWith({ a }))), () => secret)).toBe(valueFrom(whole))
    }),
  )
})

test('a nested reference names one key, and only an own one', () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, fc.string()), hostile, (object, key) => {
      const data = { o: object, key, secret: 's' }
      const expected = Object.hasOwn(object, key) ? object[key] : ''
      // Blanks within brackets do not count
      if (key !== key.trim()) return
      expect(evaluate('{{o[{{key}}]}}', data)).toBe(expected)
      expect(evaluate('{{o.{{key}}}}', data)).toBe(expected)
    }),
  )
})

test('a hash is of the text, whatever is in it', () => {
  fc.assert(
    fc.property(hostile, (a) => {
      const base64 = Buffer.from(a).toString('base64')
      expect(evaluate('$.base64_encode({{a}})', { a })).toBe(base64)
    }),
  )
})

test('a number in a text is an operand: the rest of an expression does not come from the data', () => {
  fc.assert(
    fc.property(hostile, (a) => {
      const filled = fillIn('$.math({{a}}+1)', 'string', scopeWith({ a }), { functions: true })
      const isNumber = cast(a, 'number') !== undefined || /^\s*-?\d+\s*$/.test(a)
      expect('ok' in filled && filled.ok).toBe(isNumber)
    }),
  )
})

test('whatever stands in a text of the diagram, there is an answer', () => {
  const data = { a: 1, b: [{ c: 'x' }], o: { __proto__: 1 } }
  fc.assert(
    fc.property(hostile, fc.constantFrom('string', 'number', 'boolean', 'array', 'object'), (text, to) => {
      const scope = scopeWith(data)
      const answers = [
        fillIn(text, to as 'string', scope, { functions: true }),
        fillParts(text, scope),
        holds([{ param: text, operator: 'regexp', value: text, cast: 'string' }], scope),
        writePath(data, text, 1),
      ]
      for (const answer of answers) expect('needs' in answer || typeof answer.ok === 'boolean').toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('what is written at a path is read there, and all else stays', () => {
  const name = fc.stringMatching(/^[a-z_]{1,4}$/)
  const step = fc.oneof(name, fc.constant('__proto__'), fc.nat(100))
  fc.assert(
    fc.property(
      name,
      fc.array(step, { maxLength: 4 }),
      fc.jsonValue({ maxDepth: 2 }),
      (head, rest, value) => {
        const key = head + rest.map((one) => (typeof one === 'number' ? `[${one}]` : `.${one}`)).join('')
        const before = { other: { kept: true } }
        if (head === 'other') return
        const after = valueFrom(writePath(before, key, JSON.parse(JSON.stringify(value)) as Json))
        expect(readPath(after, [head, ...rest])).toEqual(JSON.parse(JSON.stringify(value)))
        expect(after.other).toBe(before.other)
        expect(({} as Record<string, unknown>).kept).toBeUndefined()
      },
    ),
  )
})
