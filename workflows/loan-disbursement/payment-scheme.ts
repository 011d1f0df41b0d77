import { compareDecimals } from '../../src/process/decimal.ts'

/** How a payment leaves the bank. */
export interface PaymentScheme {
  /** As the bank's API names it. */
  readonly name: string
  /** Highest amount of one payment, a decimal in the currency of the scheme. */
  readonly limit: string
  /** Milliseconds within which the bank says whether it settled; after that it is asked. */
  readonly settlesWithinMs: number
}

const HOUR_MS = 60 * 60 * 1000

/** By currency, the quickest first; a currency that is not here is not paid out. Limits are the house's, not the law's. */
const SCHEMES: Readonly<Record<string, readonly PaymentScheme[]>> = {
  GBP: [
    { name: 'FPS', limit: '1000000', settlesWithinMs: 2 * HOUR_MS },
    { name: 'CHAPS', limit: '20000000', settlesWithinMs: 24 * HOUR_MS },
  ],
  EUR: [
    { name: 'SCT_INST', limit: '100000', settlesWithinMs: HOUR_MS },
    { name: 'SCT', limit: '10000000', settlesWithinMs: 48 * HOUR_MS },
  ],
}

/**
 * The scheme for an amount.
 *
 * @param amount a decimal
 * @param currency ISO 4217
 * @example schemeFor('1000000.01', 'GBP') // { scheme: { name: 'CHAPS', ... } }
 */
export function schemeFor(
  amount: string | number,
  currency: string,
): { readonly scheme: PaymentScheme } | { readonly fault: string } {
  const schemes = Object.hasOwn(SCHEMES, currency) ? SCHEMES[currency] : undefined
  if (schemes === undefined) return { fault: `${currency} is not paid out` }
  const scheme = schemes.find(({ limit }) => compareDecimals(amount, limit) <= 0)
  return scheme ? { scheme } : { fault: `${amount} ${currency} is over the limit of every payment scheme` }
}
