/**
 * True when what is stored is the very number this JSON number token says: same digits, same power of ten, trailing
 * zeros apart. `1.10`, `100.00` and `0.30000000000000004` are; `1e400`, `9007199254740993` and `1e-400` are not. `-0` is
 * the number 0, and is stored as that.
 */
export function keepsDigits(token: string): boolean {
  const value = Number(token)
  const stored = String(value)
  return stored === token || (Number.isFinite(value) && canonical(token) === canonical(stored))
}

/** Significant digits and power of ten, e.g. `-1.10e3` gives `11e2`; the sign of what is not 0 never gets lost. */
function canonical(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  let first = 0
  while (first < digits.length && digits[first] === '0') first++
  // Loops, not patterns: `/0+$/` is quadratic in a long run of zeros.
  let last = digits.length
  while (last > first && digits[last - 1] === '0') last--
  if (first === last) return '0'
  return `${digits.slice(first, last)}e${Number(exponent) - fraction.length + digits.length - last}`
}
