import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkIban } from '../../workflows/iban/check-iban.ts'

const REAL = [
  'GB29NWBK60161331926819',
  'DE89370400440532013000',
  'AT611904300234573201',
  'FR1420041010050500013M02606',
  'NO9386011117947',
  'MT84MALT011000012345MTLCAST001S',
]

test('an IBAN is taken as people write it and given in its electronic form', () => {
  for (const iban of REAL) expect(checkIban(iban)).toEqual({ iban })
  expect(checkIban('gb29 nwbk 6016 1331 9268 19')).toEqual({ iban: 'GB29NWBK60161331926819' })
})

test('shape, length and check digits are told apart', () => {
  expect(checkIban('')).toEqual({ problem: 'it has not the shape of an IBAN' })
  expect(checkIban('GB29-NWBK-6016')).toEqual({ problem: 'it has not the shape of an IBAN' })
  expect(checkIban('GB29NWBK601613319268190')).toEqual({ problem: 'it has 23 characters, one of GB has 22' })
  expect(checkIban('GB28NWBK60161331926819')).toEqual({ problem: 'its check digits are wrong' })
})

test('one wrong digit, or two neighbouring digits changed over, never passes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REAL), fc.nat(30), fc.nat(9), (iban, place, digit) => {
      const at = 2 + (place % (iban.length - 2))
      const wrong = iban.slice(0, at) + digit + iban.slice(at + 1)
      const swapped = iban.slice(0, at) + (iban[at + 1] ?? '') + iban[at] + iban.slice(at + 2)
      if (/\d/.test(iban[at] ?? '') && wrong !== iban) expect(checkIban(wrong)).toHaveProperty('problem')
      if (/^\d\d/.test(iban.slice(at)) && swapped !== iban)
        expect(checkIban(swapped)).toHaveProperty('problem')
    }),
  )
})
