/** A body is one strict JSON object, or a clear error that says where: nothing is rounded, dropped or guessed. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { BodyFormatCode } from '../../../src/errors/delivery-errors.ts'
import { isStartnodeError, type StartnodeError } from '../../../src/errors/startnode-error.ts'
import { parseStrictJson } from '../../../src/formats/json/parse-strict-json.ts'

const parse = (text: string | Uint8Array) =>
  parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text)

function refusal(text: string | Uint8Array): StartnodeError {
  try {
    parse(text)
  } catch (error) {
    if (isStartnodeError(error)) return error
    throw error
  }
  throw new Error('it was accepted')
}

const at = (line: number, column: number, path = '') => ({ line, column, path })
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

test.each<[string, string, object]>([
  ['an empty object', '{}', {}],
  ['white space around', ' \t\r\n{ } \n', {}],
  [
    'all kinds of values',
    '{"a":[1,"x",true,false,null,{"b":{}}]}',
    { a: [1, 'x', true, false, null, { b: {} }] },
  ],
  [
    'decimals as people send them',
    '{"a":0.1,"b":1.10,"c":100.00,"d":-0.5}',
    { a: 0.1, b: 1.1, c: 100, d: -0.5 },
  ],
  ['minus zero', '{"a":-0,"b":-0.00}', { a: -0, b: -0 }],
  ['emoji as escapes', String.raw`{"\ud83d\ude00":"\uD83D\uDE00"}`, { '😀': '😀' }],
  ['the sum of 0.1 and 0.2', '{"a":0.30000000000000004}', { a: 0.30000000000000004 }],
  ['the largest safe integer', '{"a":9007199254740991}', { a: 9007199254740991 }],
  ['an unsafe integer that is exact', '{"a":9007199254740992}', { a: 9007199254740992 }],
  ['exponents', '{"a":1e3,"b":1.5E-7,"c":5e-324}', { a: 1000, b: 1.5e-7, c: 5e-324 }],
  ['zero with any exponent', '{"a":0e999,"b":0.000000000000000000000000}', { a: 0, b: 0 }],
  ['escapes', String.raw`{"a\n\"":"\u00e9\/\\\ud83d\ude00"}`, { 'a\n"': 'é/\\😀' }],
  [
    'the same key in other objects',
    '{"a":{"a":1},"b":[{"a":2},{"a":3}]}',
    { a: { a: 1 }, b: [{ a: 2 }, { a: 3 }] },
  ],
  [
    'keys that only sound dangerous',
    '{"constructor":1,"prototype":{},"toString":2}',
    { constructor: 1, prototype: {}, toString: 2 },
  ],
  ['64 levels', nested(64), JSON.parse(nested(64))],
  ['a placeholder inside a string', '{"a":"{LOAN_AMOUNT}"}', { a: '{LOAN_AMOUNT}' }],
  ['U+2028 and DEL', '{"a":"\u2028\u007f"}', { a: '\u2028\u007f' }],
])('%s is accepted', (_, text, value) => {
  expect(parse(text)).toEqual(value)
  expect(parse(text)).toEqual(JSON.parse(text))
})

test.each<[string, string, BodyFormatCode, RegExp, object]>([
  ['nothing', '', 'body_empty', /empty/, at(1, 1)],
  ['white space only', ' \n\t', 'body_empty', /empty/, at(1, 1)],
  ['an array', '[{"a":1}]', 'json_root', /not an array/, at(1, 1)],
  ['a string', '"x"', 'json_root', /a string/, at(1, 1)],
  ['a number', '\n 12', 'json_root', /a number/, at(2, 2)],
  ['null', 'null', 'json_root', /null/, at(1, 1)],
  ['a boolean', 'true', 'json_root', /a boolean/, at(1, 1)],
  ['65 levels', nested(65), 'json_too_deep', /64 levels/, at(1, 321, '/a'.repeat(64))],
  ['100,000 arrays', `{"a":${'['.repeat(100_000)}`, 'json_too_deep', /64/, at(1, 69, `/a${'/0'.repeat(63)}`)],
  ['a key twice', '{"a":1,\n "b":2, "a":3}', 'json_duplicate_key', /"a" stands twice/, at(2, 9, '/a')],
  ['a key twice, once escaped', String.raw`{"a":1,"\u0061":3}`, 'json_duplicate_key', /"a"/, at(1, 8, '/a')],
  [
    'a key twice inside',
    '{"x":[{"a":1},{"a/b":1,"a/b":2}]}',
    'json_duplicate_key',
    /a\/b/,
    at(1, 24, '/x/1/a~1b'),
  ],
  [
    '1e400',
    '{"a":{"b":[0,1e400]}}',
    'json_number_precision',
    /1e400 would become Infinity/,
    at(1, 14, '/a/b/1'),
  ],
  ['1e-331 in full', `{"a":0.${'0'.repeat(330)}1}`, 'json_number_precision', /become 0:/, at(1, 6, '/a')],
  [
    'more digits than so small a number has',
    `{"a":0.${'0'.repeat(315)}123456789012345}`,
    'json_number_precision',
    /become 1.2345679e-316:/,
    at(1, 6, '/a'),
  ],
  ['-1e400', '{"a":-1e400}', 'json_number_precision', /-Infinity/, at(1, 6, '/a')],
  ['1e-400', '{"a":1e-400}', 'json_number_precision', /would become 0/, at(1, 6, '/a')],
  [
    '2^53 + 1',
    '{"é":"😀","id":9007199254740993}',
    'json_number_precision',
    /9007199254740992/,
    at(1, 15, '/id'),
  ],
  ['a 20 digit id', '{"id":12345678901234567890}', 'json_number_precision', /as a string/, at(1, 7, '/id')],
  [
    'too many decimals',
    '{"a":0.1234567890123456789}',
    'json_number_precision',
    /as a string/,
    at(1, 6, '/a'),
  ],
  [
    'a number of a million digits',
    `{"a":1${'0'.repeat(1e6)}1}`,
    'json_number_precision',
    /0{39}\.\.\. /,
    at(1, 6, '/a'),
  ],
  ['half a pair', String.raw`{"a":"x\ud83d"}`, 'json_lone_surrogate', /half/, at(1, 8, '/a')],
  ['half a pair, then text', String.raw`{"a":"\ud83dx"}`, 'json_lone_surrogate', /half/, at(1, 7, '/a')],
  ['the halves swapped', String.raw`{"a":"\ude00\ud83d"}`, 'json_lone_surrogate', /half/, at(1, 7, '/a')],
  ['half a pair in a key', String.raw`{"\ud83d":1}`, 'json_lone_surrogate', /half/, at(1, 3)],
  ['two first halves', String.raw`{"a":"\ud83d\ud83d\ude00"}`, 'json_lone_surrogate', /half/, at(1, 7, '/a')],
  ['__proto__', '{"a":{"__proto__":{"x":1}}}', 'json_forbidden_key', /__proto__/, at(1, 7, '/a/__proto__')],
  [
    '__proto__ escaped',
    String.raw`{"__pr\u006fto__":1}`,
    'json_forbidden_key',
    /__proto__/,
    at(1, 2, '/__proto__'),
  ],
  [
    'constructor.prototype',
    '{"constructor":{"prototype":{}}}',
    'json_forbidden_key',
    /prototype/,
    at(1, 2, '/constructor'),
  ],
  ['a body cut off', '{"a":{"b":1', 'json_invalid', /found the end of the body/, at(1, 12, '/a/b')],
  ['an open string', '{"a":"x}', 'json_invalid', /no closing quote/, at(1, 6, '/a')],
  ['trailing garbage', '{"a":1} x', 'json_invalid', /complete.*the word x/, at(1, 9)],
  ['two documents', '{"a":1}\n{"a":2}', 'json_invalid', /complete/, at(2, 1)],
  ['single quotes', "{'a':1}", 'json_invalid', /single quote.*straight double quotes/, at(1, 2)],
  ['curly quotes', '{“a”:1}', 'json_invalid', /curly quote \(“\)/, at(1, 2)],
  ['a curly quote as value', '{"a":“x”}', 'json_invalid', /curly quote/, at(1, 6, '/a')],
  ['a line comment', '{"a":1, // note\n"b":2}', 'json_invalid', /comment/, at(1, 9)],
  ['a block comment', '{/* note */"b":2}', 'json_invalid', /comment/, at(1, 2)],
  ['a trailing comma', '{"a":1,\n}', 'json_invalid', /leave out the last comma/, at(1, 7)],
  ['a trailing comma in an array', '{"a":[1,]}', 'json_invalid', /last comma/, at(1, 8, '/a')],
  ['an empty value', '{"a":,"b":1}', 'json_invalid', /the value of "a" is empty/, at(1, 6, '/a')],
  ['an empty last value', '{"b":1,"a":\n}', 'json_invalid', /the value of "a" is empty/, at(2, 1, '/a')],
  ['a key without value', '{"a"}', 'json_invalid', /expected ':' after the key "a"/, at(1, 5, '/a')],
  ['a key without quotes', '{a:1}', 'json_invalid', /key in double quotes or }, found the word a/, at(1, 2)],
  ['NaN', '{"a":NaN}', 'json_invalid', /the word NaN/, at(1, 6, '/a')],
  ['undefined', '{"a":[undefined]}', 'json_invalid', /the word undefined/, at(1, 7, '/a/0')],
  ['a plus sign', '{"a":+1}', 'json_invalid', /found '\+'/, at(1, 6, '/a')],
  ['a lone minus', '{"a":-}', 'json_invalid', /found '-'/, at(1, 6, '/a')],
  ['a leading zero', '{"a":007}', 'json_invalid', /leading zeros/, at(1, 6, '/a')],
  ['a number that ends in a point', '{"a":5.}', 'json_invalid', /no JSON number/, at(1, 6, '/a')],
  ['hexadecimal', '{"a":0x1F}', 'json_invalid', /the word x1F/, at(1, 7, '/a')],
  [
    'a German number',
    '{"a":1.234,56}',
    'json_invalid',
    /1\.234,56 looks like a localised number/,
    at(1, 6, '/a'),
  ],
  [
    'an English number',
    '{"b":0,"a":1,234.56}',
    'json_invalid',
    /1,234\.56 looks like a localised number/,
    at(1, 12, '/a'),
  ],
  ['a number grouped twice', '{"a":1.234.567}', 'json_invalid', /1\.234\.567 looks like/, at(1, 6, '/a')],
  ['a number grouped by a space', '{"a":1 234}', 'json_invalid', /1 234 looks like/, at(1, 6, '/a')],
  [
    'a placeholder left as it is',
    '{"a":{INTEREST_RATE}}',
    'json_invalid',
    /{INTEREST_RATE} looks like a placeholder/,
    at(1, 7, '/a'),
  ],
  ['a line break in a value', '{"a":"x\ny"}', 'json_invalid', /line break inside a string/, at(1, 8, '/a')],
  ['a NUL in a value', '{"a":"x\0y"}', 'json_invalid', /NUL/, at(1, 8, '/a')],
  [
    'a quote in a name',
    '{"a":"Dwayne "Rocky" Jr"}',
    'json_invalid',
    /double quote inside a value/,
    at(1, 15, '/a'),
  ],
  ['a bad escape', String.raw`{"a":"C:\dir"}`, 'json_invalid', /backslash/, at(1, 9, '/a')],
  ['a short unicode escape', String.raw`{"a":"\u12"}`, 'json_invalid', /backslash/, at(1, 7, '/a')],
  ['a no-break space', '{"a":\u00a01}', 'json_invalid', /no-break space/, at(1, 6, '/a')],
  ['a BOM inside', '{\ufeff"a":1}', 'json_invalid', /byte order mark/, at(1, 2)],
  ['lines that end in CR', '{\r"a":1,\r\n\r"b":x}', 'json_invalid', /the word x/, at(4, 5, '/b')],
])('%s is refused, and the error says where', (_, text, code, message, problem) => {
  const error = refusal(text)
  expect(error.code).toBe(code)
  expect(error.status).toBe(400)
  expect(error.message).toMatch(message)
  expect(error.problems).toEqual([{ ...problem, message: expect.any(String) }])
})

test.each<[string, number[]]>([
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
])('a byte order mark of %s is named', (name, mark) => {
  const error = refusal(Buffer.concat([Buffer.from(mark), Buffer.from('{}')]))
  expect(error.code).toBe('bom_unexpected')
  expect(error.message).toContain(`of ${name}:`)
})

test.each<[string, number[]]>([
  ['a lone continuation byte', [0x80]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a cut character', [0xe2, 0x82]],
  ['Latin-1', [0xe9]],
])('%s is no UTF-8, and the error says at which byte', (_, bytes) => {
  for (const before of ['{"a":"', '{\n"é😀":"x']) {
    const head = Buffer.from(before)
    const error = refusal(Buffer.concat([head, Buffer.from(bytes), Buffer.from('"}')]))
    expect(error.code).toBe('utf8_invalid')
    expect(error.message).toContain(`byte ${head.length} `)
    const lines = before.split('\n')
    expect(error.problems[0]).toMatchObject({
      line: lines.length,
      column: [...(lines.at(-1) as string)].length + 1,
    })
  }
})

test('UTF-16 without a mark is told from rubbish', () => {
  expect(refusal(Buffer.from('{"a":1}', 'utf16le')).message).toMatch(/UTF-16/)
})

const body = (name: string) => readFileSync(new URL(`../../fixtures/bodies/${name}`, import.meta.url))

test.each([
  ['malformed-curly-quotes.txt', /curly quote/, 2, '/mambuLoanAccountId'],
  ['malformed-comment-in-json.txt', /comment/, 8, ''],
  ['malformed-empty-number.txt', /the value of "float_amount" is empty/, 1, '/float_amount'],
  ['malformed-quote-in-name.txt', /double quote inside a value/, 1, '/fullName'],
  ['malformed-newline-in-value.txt', /line break inside a string/, 1, '/notes'],
  ['malformed-localised-number.txt', /1\.482,37 looks like a localised number/, 1, '/amount'],
  ['malformed-unresolved-placeholder.txt', /{INTEREST_RATE} looks like a placeholder/, 1, '/rate'],
  ['malformed-trailing-comma.txt', /last comma/, 1, ''],
  ['duplicate-keys.json', /"accountId" stands twice/, 1, '/accountId'],
  ['top-level-array.json', /not an array/, 1, ''],
  ['big-integer-and-precision.json', /9007199254740993 would become 9007199254740992/, 1, '/transactionId'],
])('the broken webhook body %s gets an error its author understands', (name, message, line, path) => {
  const error = refusal(body(name))
  expect(error.message).toMatch(message)
  expect(error.problems[0]).toMatchObject({ line, path })
})

test.each([
  'loan-approval-payment-hub-string-amount.json',
  'loan-approval-payment-hub-number-amount.json',
  'loan-repayment-localised-numbers.json',
])('the webhook body %s is read as it is', (name) => {
  expect(parse(body(name))).toEqual(JSON.parse(body(name).toString()))
})

test('an object of very many keys is read at once, and its one repeated key is found', () => {
  const members = Array.from({ length: 19_990 }, (_, index) => `"k${index}":1`)
  expect(Object.keys(parse(`{${members.join()}}`) as object)).toHaveLength(19_990)
  expect(refusal(`{${members.join()},"k0":2}`).code).toBe('json_duplicate_key')
})

test('100,000 members are refused by their count, at the place of the first that is too many', () => {
  const members = Array.from({ length: 100_000 }, (_, index) => `"k${index}":\n1`)
  expect(refusal(`{${members.join()}}`)).toMatchObject({
    code: 'json_limit',
    problems: [{ path: '/k19999', line: 20_001, column: 1 }],
  })
})

test('a key of a megabyte does not come back in the answer', () => {
  const key = 'k'.repeat(1_000_000)
  const error = refusal(`{"${key}":x}`)
  expect(JSON.stringify([error.message, error.problems]).length).toBeLessThan(3_000)
})

test('Object.prototype is never touched', () => {
  for (const text of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
    expect(refusal(text).code).toBe('json_forbidden_key')
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
