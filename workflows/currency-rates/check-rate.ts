import { addDecimals, compareDecimals, multiplyDecimals } from '../../src/process/decimal.ts'

/** What one unit of the bank's own currency buys and sells for; decimals. */
export interface Quote {
  readonly buy: string | number
  readonly sell: string | number
}

/** What is to be done with a rate. */
export type RateVerdict =
  /** As Mambu has it already. */
  | 'unchanged'
  /** Within the bound. */
  | 'changed'
  /** Mambu has none to compare with, or the bound is exceeded: a person decides. */
  | 'first'
  | 'jump'

/** Why a rate can be none; null: it can. */
export function findFault(quote: Quote | undefined): string | null {
  if (quote === undefined) return 'the source gave none'
  const { buy, sell } = quote
  if (compareDecimals(buy, 0) <= 0 || compareDecimals(sell, 0) <= 0) return 'it is not above zero'
  if (compareDecimals(buy, sell) > 0) return 'it buys for more than it sells for'
  // Mambu takes JSON numbers; what does not fit into one would be posted as another rate
  if (compareDecimals(buy, Number(buy)) !== 0 || compareDecimals(sell, Number(sell)) !== 0)
    return 'it has more digits than Mambu takes'
  return null
}

/**
 * Compares a rate with the last one, exactly.
 *
 * @param maxPercent the bound itself is no jump
 * @example weighRate({ buy: '1.05', sell: '1.05' }, { buy: 1, sell: 1 }, '5') // 'changed'
 */
export function weighRate(quote: Quote, last: Quote | null, maxPercent: string | number): RateVerdict {
  if (last === null) return 'first'
  if (sameQuote(quote, last)) return 'unchanged'
  const jumps = exceeds(quote.buy, last.buy, maxPercent) || exceeds(quote.sell, last.sell, maxPercent)
  return jumps ? 'jump' : 'changed'
}

export function sameQuote(a: Quote, b: Quote): boolean {
  return compareDecimals(a.buy, b.buy) === 0 && compareDecimals(a.sell, b.sell) === 0
}

/** |now - last| x 100 > last x percent: without a division nothing is rounded. */
function exceeds(now: string | number, last: string | number, percent: string | number): boolean {
  const change = addDecimals(now, multiplyDecimals(last, -1))
  const size = compareDecimals(change, 0) < 0 ? multiplyDecimals(change, -1) : change
  return compareDecimals(multiplyDecimals(size, 100), multiplyDecimals(last, percent)) > 0
}
