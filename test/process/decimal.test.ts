import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDecimals, compareDecimals, isDecimal, multiplyDecimals } from '../../src/process/decimal.ts'

test('decimals are added as they are written', () => {
  expect(addDecimals('0.1', 0.2)).toBe('0.3')
  expect(addDecimals('1250.30', '-0.30')).toBe('1250')
  expect(addDecimals('9007199254740993', 1)).toBe('9007199254740994')
  expect(addDecimals(1e21, '-1')).toBe('999999999999999999999')
  expect(addDecimals(1e-7, '.5')).toBe('0.5000001')
  expect(addDecimals('-0.5', '0.5')).toBe('0')
  expect(addDecimals('+7.', '-10')).toBe('-3')
})

test('amounts are compared exactly, whatever way they are written', () => {
  expect(compareDecimals('1.50', 1.5)).toBe(0)
  expect(compareDecimals(addDecimals(0.1, 0.2), '0.30')).toBe(0)
  expect(compareDecimals('99.90', 100)).toBe(-1)
  expect(compareDecimals('-3', '-10')).toBe(1)
  expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1)
  expect(() => compareDecimals('1,5', 1)).toThrow(RangeError)
})

test('decimals are multiplied exactly', () => {
  expect(multiplyDecimals('0.1', 0.2)).toBe('0.02')
  expect(multiplyDecimals('-1.50', 4)).toBe('-6')
  expect(multiplyDecimals('9007199254740993', '1.1')).toBe('9907919180215092.3')
  expect(multiplyDecimals(1e-7, 1e7)).toBe('1')
  expect(multiplyDecimals('-0.5', 0)).toBe('0')
  expect(() => multiplyDecimals('1,5', 1)).toThrow(RangeError)
})

test('what is no decimal number is refused', () => {
  const wrong = [
    '',
    '.',
    '-',
    '1,5',
    '0x10',
    ' 1',
    '1e',
    'NaN',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    true,
    {},
  ]
  expect(wrong.filter(isDecimal)).toEqual([])
  expect(isDecimal('9'.repeat(101))).toBe(false)
  expect(isDecimal('1e-101')).toBe(false)
  expect(() => addDecimals('1', '1e9999')).toThrow(RangeError)
})

test('any order and grouping gives the same sum, and taking away what was added gives the rest', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(15))
    .map(([units, scale]) => `${units}e-${scale}`)
  const total = (amounts: readonly string[]) => amounts.reduce((sum, amount) => addDecimals(sum, amount), '0')
  fc.assert(
    fc.property(fc.array(decimal, { maxLength: 20 }), decimal, (amounts, extra) => {
      expect(total([...amounts].reverse())).toBe(total(amounts))
      const negated = extra.startsWith('-') ? extra.slice(1) : `-${extra}`
      expect(total([extra, ...amounts, negated])).toBe(total(amounts))
    }),
  )
})
