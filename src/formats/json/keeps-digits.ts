/**
 * True when JSON.parse gives back the very number this JSON number token says: same digits, same power of ten.
 * `1.10`, `100.00`, `-0` and `0.30000000000000004` are; `1e400`, `9007199254740993` and `1e-400` are not.
 */
export function keepsDigits(token: string): boolean {
  const value = Number(token)
  return Number.isFinite(value) && canonical(token) === canonical(String(value))
}

/** Significant digits and power of ten, e.g. `-1.10e3` gives `11e2`; the sign never gets lost. */
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
