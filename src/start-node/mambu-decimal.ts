import { z } from 'zod'
import { isDecimal } from '../process/decimal.ts'
import { isLocalisedNumber } from '../process/localised-number.ts'
import { type MambuFieldOptions, NO_VALUE } from './mambu-text.ts'

export interface MambuDecimalOptions extends MambuFieldOptions {
  /** Most digits after the point. Default: as many as there are. With 2, `1.234` (a thousand and more, in Vienna) is refused. */
  readonly decimals?: number
  /** More than zero. Default: also zero and less. */
  readonly positive?: boolean
  /** A bare JSON number will do too, for payloads that are in Mambu already. Default: text only. */
  readonly bare?: boolean
}

/**
 * A decimal number as text, e.g. `"1234.56"`: what a placeholder in quotes gives. In quotes an empty value leaves the
 * payload valid JSON, and no digit is rounded on the way. A number as people write it (`1.234,56`) is named as such.
 *
 * The process gets the text as it came; `addDecimals` (process/decimal.ts) counts with it exactly.
 *
 * @example amount: mambuDecimal({ decimals: 2, positive: true }).meta({ mambu: '{LOAN_AMOUNT}' })
 */
export function mambuDecimal(options?: MambuDecimalOptions & { optional?: false; bare?: false }): z.ZodString
export function mambuDecimal(
  options: MambuDecimalOptions & { optional: true; bare?: false },
): z.ZodOptional<z.ZodString>
export function mambuDecimal(
  options: MambuDecimalOptions & { optional?: false; bare: true },
): z.ZodUnion<[z.ZodString, z.ZodNumber]>
export function mambuDecimal(
  options: MambuDecimalOptions & { optional: true; bare: true },
): z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodNumber]>>
export function mambuDecimal(options: MambuDecimalOptions = {}): z.ZodType {
  const { optional = false, bare = false } = options
  // Only a fault is put into words: this runs for every delivery.
  const fits = (value: string | number) => (value === '' && optional) || isFine(value, options)
  const say = { error: ({ input }: { readonly input?: unknown }) => findFault(String(input), options) }
  const field = bare
    ? z.union([z.string(), z.number()], 'is no decimal number').refine(fits, say)
    : z.string().refine(fits, say)
  return optional ? field.optional() : field
}

function isFine(value: string | number, { decimals, positive }: MambuDecimalOptions): boolean {
  if (positive && !(Number(value) > 0)) return false
  if (typeof value === 'number' && decimals === undefined) return true
  const text = String(value)
  if (!PLAIN.test(text) || (text.length > LONG && !isDecimal(text))) return false
  const point = decimals === undefined ? -1 : text.indexOf('.')
  return point === -1 || text.length - point - 1 <= (decimals as number)
}

/** What is wrong with a number that is not fine, in words. */
function findFault(text: string, { decimals }: MambuDecimalOptions): string {
  if (text === '') return NO_VALUE
  const shown = `'${text.slice(0, 40)}'`
  if (isLocalisedNumber(text)) return `${shown} looks like a localised number: send it as 1234.56`
  if (PLACEHOLDER.test(text)) return `${shown} is a placeholder that Mambu did not fill`
  if (!PLAIN.test(text) || !isDecimal(text)) return `${shown} is not a decimal number such as 1234.56`
  return decimals !== undefined && (text.split('.')[1] ?? '').length > decimals
    ? `${shown} has more than ${decimals} digits after the point: is it a localised number? Send it as 1234.56`
    : `${shown} is not more than zero`
}

/** Longer texts may have more digits than `isDecimal` takes. */
const LONG = 90
const PLAIN = /^-?\d+(?:\.\d+)?$/
const PLACEHOLDER = /[{}]/
