/** Whatever comes, the strict reader and JSON.parse never disagree but where the strict one says why it refuses. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../../src/errors/delivery-errors.ts'
import { diagnoseJson } from '../../../src/formats/json/diagnose-json.ts'
import { keepsDigits } from '../../../src/formats/json/keeps-digits.ts'
import { parseStrictJson } from '../../../src/formats/json/parse-strict-json.ts'

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
