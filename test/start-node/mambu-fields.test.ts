/** The pieces of a schema for what placeholders of Mambu give: texts, and an empty text where there is no value. */
import { expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { mambuDate } from '../../src/start-node/mambu-date.ts'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../src/start-node/mambu-text.ts'

const faultOf = (field: ZodType, value: unknown) => field.safeParse(value).error?.issues[0]?.message ?? null

test.each([
  ['a text', mambuText(), 'x'],
  ['no text', mambuText({ optional: true }), undefined],
  ['an empty text', mambuText({ optional: true }), ''],
  ['an amount', mambuDecimal(), '1234.56'],
  ['a negative amount', mambuDecimal(), '-0.5'],
  ['a bare number', mambuDecimal({ bare: true }), 12.5],
  ['no amount', mambuDecimal({ optional: true }), ''],
  ['no bare number', mambuDecimal({ optional: true, bare: true }), undefined],
  ['two decimals', mambuDecimal({ decimals: 2, positive: true }), '0.01'],
  ['a day', mambuDate(), '2024-02-29'],
  ['no day', mambuDate({ optional: true }), ''],
])('%s is taken', (_, field, value) => {
  expect(faultOf(field, value)).toBeNull()
})

test.each<[ZodType, unknown, RegExp]>([
  [mambuText(), '', /^is empty/],
  [mambuText(), '  ', /^is empty/],
  [mambuText(), '{CLIENT_ID}', /^{CLIENT_ID} is a placeholder that Mambu did not fill/],
  [mambuText(), 'Loan {ACCOUNT_IDD} of {CLIENT:_x}', /^{ACCOUNT_IDD} is a placeholder/],
  [mambuDecimal(), '', /^is empty/],
  [mambuDecimal(), '1.234,56', /localised number: send it as 1234\.56/],
  [mambuDecimal(), '1,234.56', /localised/],
  [mambuDecimal(), '1 234', /localised/],
  [mambuDecimal(), "1'234.50", /localised/],
  [mambuDecimal(), '12,5', /localised/],
  [mambuDecimal(), '1.234.567', /localised/],
  [mambuDecimal({ decimals: 2 }), '1.234', /more than 2 digits after the point/],
  [mambuDecimal(), '{LOAN_AMOUNT}', /placeholder/],
  [mambuDecimal(), 'EUR 5', /not a decimal number/],
  [mambuDecimal(), '0x10', /not a decimal number/],
  [mambuDecimal(), 12.5, /expected string/],
  [mambuDecimal({ bare: true }), true, /no decimal number/],
  [mambuDecimal({ positive: true }), '0', /not more than zero/],
  [mambuDate(), '24.11.2026', /localised date/],
  [mambuDate(), '11/24/2026', /localised date/],
  [mambuDate(), '2026-02-30', /not a date/],
  [mambuDate(), '2026-02-03T00:00:00Z', /not a date/],
  [mambuDate(), '', /^is empty/],
])('%#: %o is refused, and why is said', (field, value, message) => {
  expect(faultOf(field, value)).toMatch(message)
})
