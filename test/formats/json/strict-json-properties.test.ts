/** Whatever comes, the strict reader and JSON.parse never disagree but where the strict one says why it refuses. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../../src/errors/delivery-errors.ts'
import { diagnoseJson } from '../../../src/formats/json/diagnose-json.ts'
import { keepsDigits } from '../../../src/formats/json/keeps-digits.ts'
import { parseStrictJson } from '../../../src/formats/json/parse-strict-json.ts'
import { MAX_VALUES, scanJson } from '../../../src/formats/json/scan-json.ts'

/** The value, or the code of our error; anything else thrown fails the test. */
function outcome(bytes: Uint8Array): { value: unknown } | { code: string } {
  try {
    return { value: parseStrictJson(bytes) }
  } catch (error) {
    if (error instanceof BodyFormatError) return { code: error.code }
    throw error
  }
}

function native(bytes: Uint8Array): { value: unknown } | null {
  try {
    return { value: JSON.parse(Buffer.from(bytes).toString()) }
  } catch {
    return null
  }
}

/** Refusals of what JSON.parse takes. */
const STRICTER = [
  'bom_unexpected',
  'utf8_invalid',
  'json_root',
  'json_too_deep',
  'json_duplicate_key',
  'json_number_precision',
  'json_lone_surrogate',
  'json_forbidden_key',
]

function expectAgreement(bytes: Uint8Array): void {
  const ours = outcome(bytes)
  const theirs = native(bytes)
  if ('value' in ours) expect(theirs).toEqual(ours)
  else if (theirs !== null) expect(STRICTER).toContain(ours.code)
}

const runs = { numRuns: 2_000 }

test('every object JSON.stringify writes is read back as JSON.parse reads it', () => {
  const value = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 }))
  fc.assert(
    fc.property(value, (written) => {
      const text = JSON.stringify(written)
      const allowed = !/\\ud[89a-f]|"__proto__":|"constructor":/i.test(text)
      const read = outcome(Buffer.from(text))
      if (allowed) expect(read).toEqual({ value: JSON.parse(text) })
      else expectAgreement(Buffer.from(text))
    }),
    runs,
  )
})

test('no bytes make it throw anything but its own errors, or accept what JSON.parse refuses', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectAgreement), runs)
})

test('no text of the letters of JSON does either', () => {
  const piece = fc.constantFrom(
    ...'{}[]:,"\\/ \n\t0123456789.-+eEtruefalsn\'',
    '"a"',
    '"b":',
    '"a":1,',
    '1e400',
    '\\u00e9',
    '\\ud83d',
    '\\ude00',
    'null',
    '"__proto__":',
    '"constructor":{"prototype":1}',
    '12345678901234567890',
    '1.234,56',
    '{LOAN_ID}',
    'é',
    '😀',
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(`{"x":${pieces.join('')}}`))
  fc.assert(fc.property(text, expectAgreement), { numRuns: 20_000 })
})

test('no one byte changed in a good body does either', () => {
  const body = Buffer.from('{"id":"LNAC0502","n":[1.5,-2e3,{"é":null}],"ok":true,"s":"a\\n\\u00e9"}')
  const change = fc.tuple(fc.nat(body.length - 1), fc.nat(255))
  fc.assert(
    fc.property(change, ([at, byte]) => {
      const changed = Buffer.from(body)
      changed[at] = byte
      expectAgreement(changed)
    }),
    { numRuns: 5_000 },
  )
})

test('the error never comes from a disagreement about the grammar', () => {
  const text = fc.string({ maxLength: 40 }).map((inner) => `{"a":${inner}}`)
  fc.assert(
    fc.property(text, (body) => {
      if (native(Buffer.from(body)) !== null) return
      expect(() => diagnoseJson(body)).toThrow(BodyFormatError)
    }),
    { numRuns: 5_000 },
  )
})

test('a number is kept exactly when its digits come back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => keepsDigits(JSON.stringify(n))),
  )
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => keepsDigits(String(n))))
  fc.assert(fc.property(fc.bigInt(), (n) => !keepsDigits(String(n)) || BigInt(Number(n)) === n))
})

/** A number as JSON may write it: with long runs of zeros, near and beyond what a double holds. */
const numberToken = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 25n }).map(String)),
    wholeZeros: fc.constantFrom(0, 0, 0, 5, 290, 310),
    fractionZeros: fc.constantFrom(0, 0, 3, 290, 300, 307, 308, 315, 322, 330),
    fraction: fc.oneof(fc.constant(''), fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String)),
    exponent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -340, max: 340 }).map((power) => `e${power}`),
      fc.integer({ min: 0, max: 320 }).map((power) => `E+${power}`),
    ),
  })
  .map(({ sign, whole, wholeZeros, fractionZeros, fraction, exponent }) => {
    const integer = whole === '0' ? whole : whole + '0'.repeat(wholeZeros)
    return `${sign}${integer}${fraction === '' ? '' : `.${'0'.repeat(fractionZeros)}${fraction}`}${exponent}`
  })

/** The number a token means, exactly: an integer times a power of ten, without zeros at its end. */
function exactly(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  let units = BigInt(whole.replace('-', '') + fraction)
  let power = Number(exponent) - fraction.length
  if (units === 0n) return '0'
  while (units % 10n === 0n) {
    units /= 10n
    power += 1
  }
  return `${token.startsWith('-') ? '-' : ''}${units}e${power}`
}

test('a number is accepted exactly when what is stored is that number', () => {
  fc.assert(
    fc.property(numberToken, (token) => {
      const read = outcome(Buffer.from(`{"a":${token}}`))
      // As the task has it in Temporal: written anew.
      const stored = JSON.stringify(Number(token))
      const survives = stored !== 'null' && exactly(stored) === exactly(token)
      if ('value' in read) expect(JSON.stringify(read.value)).toBe(`{"a":${stored}}`)
      expect(read).toEqual(survives ? read : { code: 'json_number_precision' })
      expect('value' in read).toBe(survives)
    }),
    { numRuns: 5_000 },
  )
})

test('the fast scan calls no number good that the exact check refuses', () => {
  fc.assert(
    fc.property(numberToken, (token) => {
      if (scanJson(Buffer.from(`{"a":${token}}`))) expect(keepsDigits(token)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

test('the fast scan finds every key that stands twice, however it is written', () => {
  const key = fc.oneof(fc.constantFrom('a', 'b', 'é', '😀', 'x'.repeat(200)), fc.string({ maxLength: 80 }))
  const escaped = (text: string) =>
    [...Array(text.length).keys()]
      .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join('')
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.boolean()), { maxLength: 30 }), fc.nat(100), (members, more) => {
      const others = Array.from({ length: more * 10 }, (_, index) => `"other ${index}":{"a":1}`)
      const written = members.map(([name, odd]) => `${odd ? `"${escaped(name)}"` : JSON.stringify(name)}:1`)
      const body = Buffer.from(`{${[...others, ...written].join(',')}}`)
      const names = members.map(([name]) => name)
      if (new Set(names).size < names.length) expect(scanJson(body)).toBe(false)
      else expectAgreement(body)
    }),
    { numRuns: 1_000 },
  )
})

test('a body has at most 20,000 values, whatever they are, and the error says where the next one stands', () => {
  const kinds = ['1', '-1.5e3', '"x"', 'true', 'null', '{}', '[]', '{"a":1}', '[[2]]']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 9 }), (cycle) => {
      const count = (values: readonly string[]) =>
        values.reduce((sum, value) => sum + (value === '{"a":1}' ? 2 : value === '[[2]]' ? 3 : 1), 2)
      const values: string[] = []
      while (count(values) <= MAX_VALUES) {
        // In steps, so that a run costs a few counts and not twenty thousand.
        const step = Math.max(1, Math.trunc((MAX_VALUES - count(values)) / 3))
        for (let added = 0; added < step; added++) values.push(cycle[values.length % cycle.length] as string)
      }
      expect(outcome(Buffer.from(`{"a":[${values.join(',')}]}`))).toEqual({ code: 'json_limit' })
      while (count(values) > MAX_VALUES) values.pop()
      expect(outcome(Buffer.from(`{"a":[${values.join(',')}]}`))).toHaveProperty('value')
    }),
    { numRuns: 20 },
  )
})
