/** The rule by which a rate is posted or waits for a person. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findFault, weighRate } from '../../workflows/currency-rates/check-rate.ts'

const both = (rate: string | number) => ({ buy: rate, sell: rate })

test('the bound itself is no jump, and a digit more is one, up and down', () => {
  expect(weighRate(both('1.05'), both(1), '5')).toBe('changed')
  expect(weighRate(both('1.0500001'), both(1), '5')).toBe('jump')
  expect(weighRate(both('0.95'), both(1), '5')).toBe('changed')
  expect(weighRate(both('0.9499999'), both(1), '5')).toBe('jump')
  expect(weighRate(both('0.0000105'), both('0.00001'), '5')).toBe('changed')
})

test('either side may jump; what Mambu has is unchanged however it is written', () => {
  expect(weighRate({ buy: '1', sell: '1.2' }, both(1), '5')).toBe('jump')
  expect(weighRate(both('1.10'), both(1.1), '5')).toBe('unchanged')
  expect(weighRate(both('1.10'), null, '5')).toBe('first')
})

test('no rounding decides: any change within the bound, and any beyond it', () => {
  const units = fc.integer({ min: 1, max: 1_000_000 })
  fc.assert(
    fc.property(units, fc.integer({ min: 1, max: 50 }), fc.boolean(), (last, percent, up) => {
      // Of last/10^4 exactly `percent` per cent is last * percent / 10^6.
      const change = last * percent * (up ? 1 : -1)
      const text = (millionths: number) => `${millionths}e-6`
      expect(weighRate(both(text(last * 100 + change)), both(text(last * 100)), percent)).toBe('changed')
      expect(
        weighRate(both(text(last * 100 + change + (up ? 1 : -1))), both(text(last * 100)), percent),
      ).toBe('jump')
    }),
  )
})

test('what can be no rate is named', () => {
  expect(findFault(undefined)).toBe('the source gave none')
  expect(findFault(both('0'))).toBe('it is not above zero')
  expect(findFault({ buy: '2', sell: '1.9' })).toBe('it buys for more than it sells for')
  expect(findFault(both('0.123456789012345678'))).toBe('it has more digits than Mambu takes')
  expect(findFault({ buy: '1.0812', sell: 1.0934 })).toBeNull()
})
