/** Exact decimal numbers as text: what JavaScript's numbers can't add (0.1 + 0.2). Pure. */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i

/** More digits than any amount has; a sum must not be blown up by one of its parts. */
const MAX_DIGITS = 100

interface Decimal {
  readonly units: bigint
  /** Digits after the point. */
  readonly scale: number
}

/**
 * Adds exactly.
 *
 * @param left, right decimals, as text (`'-12.30'`) or as a number, which counts as the shortest text that means it
 * @returns the sum without trailing zeros, e.g. `'0.3'`
 * @throws RangeError when one of them is no decimal number of at most 100 digits
 * @example addDecimals('0.1', 0.2) // '0.3'
 */
export function addDecimals(left: string | number, right: string | number): string {
  const [a, b] = [parse(left), parse(right)]
  const scale = Math.max(a.scale, b.scale)
  return format(raise(a, scale) + raise(b, scale), scale)
}

/**
 * Compares exactly: `0.1 + 0.2` is `0.3` here.
 *
 * @returns below 0: left is less; 0: they are the same amount (`'1.50'` and `1.5`); above 0: left is more
 * @throws RangeError when one of them is no decimal number of at most 100 digits
 * @example compareDecimals('99.90', 100) // -1
 */
export function compareDecimals(left: string | number, right: string | number): -1 | 0 | 1 {
  const [a, b] = [parse(left), parse(right)]
  const scale = Math.max(a.scale, b.scale)
  const difference = raise(a, scale) - raise(b, scale)
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

/**
 * Multiplies exactly.
 *
 * @returns the product without trailing zeros, e.g. `'0.02'`
 * @throws RangeError when one of them is no decimal number of at most 100 digits
 * @example multiplyDecimals('0.1', 0.2) // '0.02'
 */
export function multiplyDecimals(left: string | number, right: string | number): string {
  const [a, b] = [parse(left), parse(right)]
  return format(a.units * b.units, a.scale + b.scale)
}

/** True for what `addDecimals` takes. */
export function isDecimal(value: unknown): value is string | number {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  try {
    parse(value)
    return true
  } catch {
    return false
  }
}

function parse(value: string | number): Decimal {
  const text = String(value)
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (sign === undefined || `${whole}${fraction}` === '')
    throw new RangeError(`'${text.slice(0, 40)}' is not a decimal number`)
  const shift = Number(exponent)
  const zeros = Math.max(0, shift - fraction.length)
  const scale = Math.max(0, fraction.length - shift)
  if (whole.length + fraction.length + zeros > MAX_DIGITS || scale > MAX_DIGITS)
    throw new RangeError(`A number of more than ${MAX_DIGITS} digits`)
  const units = BigInt(`${whole}${fraction}`) * 10n ** BigInt(zeros)
  return { units: sign === '-' ? -units : units, scale }
}

function raise({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale)
}

function format(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
