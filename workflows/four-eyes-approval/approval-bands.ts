import { compareDecimals } from '../../src/process/decimal.ts'

/** Who must approve, lowest first. */
export type Level = 'officer' | 'manager' | 'senior'

/** Roles of Mambu users by id, and the highest level that each may approve at. The bank's own ids go here. */
const LEVEL_OF_ROLE: Readonly<Record<string, Level>> = {
  'loan-officer': 'officer',
  'branch-manager': 'manager',
  'senior-credit-officer': 'senior',
}
const RANKS: readonly Level[] = ['officer', 'manager', 'senior']

/** Up to these amounts in the currency of the account; a currency that is not here needs all levels. */
const BANDS: Readonly<Record<string, { readonly oneBelow: string; readonly twoUpTo: string }>> = {
  EUR: { oneBelow: '10000', twoUpTo: '100000' },
  GBP: { oneBelow: '9000', twoUpTo: '90000' },
  USD: { oneBelow: '11000', twoUpTo: '110000' },
}

/**
 * The levels that must approve an amount, each by another person.
 *
 * @param amount a decimal
 * @param currency ISO 4217
 * @example levelsFor('10000', 'EUR') // ['officer', 'manager']
 */
export function levelsFor(amount: string | number, currency: string): readonly Level[] {
  const band = Object.hasOwn(BANDS, currency) ? BANDS[currency] : undefined
  if (band === undefined || compareDecimals(amount, band.twoUpTo) > 0) return RANKS
  return compareDecimals(amount, band.oneBelow) < 0 ? ['officer'] : ['officer', 'manager']
}

/** Whether a role may approve at a level: a higher one may do what a lower one may. */
export function mayApprove(role: string | null, level: Level): boolean {
  const own = role !== null && Object.hasOwn(LEVEL_OF_ROLE, role) ? LEVEL_OF_ROLE[role] : undefined
  return own !== undefined && RANKS.indexOf(own) >= RANKS.indexOf(level)
}
