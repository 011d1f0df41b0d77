/**
 * `FORMAT{NAME,numericPattern=#.###,##}`: a number as people write it. Mambu's own page on it is not public; this does
 * what a working integration shows: the last separator of a pattern that has both is the decimal one, `0` always stands
 * and `#` only where there is a digit.
 */
import { isDecimal } from '../../process/decimal.ts'

interface NumberPattern {
  readonly decimal: string
  readonly group: string
  readonly groupSize: number
  readonly minWhole: number
  readonly minFraction: number
  readonly maxFraction: number
}

/**
 * @param value decimal text; anything else, and an exponent, comes back unchanged
 * @example formatNumber('1482.37', '#.###,##') // '1.482,37'
 */
export function formatNumber(value: string, pattern: string): string {
  const parsed = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
  if (parsed === null || !isDecimal(value)) return value
  const { decimal, group, groupSize, minWhole, minFraction, maxFraction } = readPattern(pattern)
  const [, sign = '', whole = '', fraction = ''] = parsed
  const [roundWhole, roundFraction] = round(whole, fraction, maxFraction)
  const digits = roundWhole.padStart(Math.max(minWhole, 1), '0')
  const grouped =
    group === '' ? digits : digits.replace(new RegExp(`\\B(?=(?:\\d{${groupSize}})+$)`, 'g'), group)
  const tail = roundFraction.replace(/0+$/, '').padEnd(minFraction, '0')
  return `${sign}${grouped}${tail === '' ? '' : decimal + tail}`
}

function readPattern(pattern: string): NumberPattern {
  const separators = [...pattern.matchAll(/[.,]/g)].map(([one]) => one)
  const last = separators.at(-1)
  const both = separators.includes('.') && separators.includes(',')
  // A separator alone groups when it stands twice, or is the comma before three places, as in Java's patterns.
  const groups = !both && (separators.length > 1 || /^[#0]+,[#0]{3}$/.test(pattern))
  const decimal = last === undefined || groups ? '.' : last
  const at = last === undefined || groups ? pattern.length : pattern.lastIndexOf(last)
  const whole = pattern.slice(0, at)
  const fraction = pattern.slice(at + 1)
  const group = separators.find((one) => groups || one !== decimal) ?? ''
  return {
    decimal,
    group,
    groupSize: group === '' ? 0 : whole.length - whole.lastIndexOf(group) - 1 || 3,
    minWhole: count(whole, '0'),
    minFraction: count(fraction, '0'),
    maxFraction: count(fraction, '0') + count(fraction, '#'),
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

/** Half to even, as Java's number formats do. */
function round(whole: string, fraction: string, places: number): [whole: string, fraction: string] {
  if (fraction.length <= places) return [stripZeros(whole), fraction]
  const kept = BigInt(whole + fraction.slice(0, places))
  const rest = fraction.slice(places)
  const half = `5${'0'.repeat(rest.length - 1)}`
  const up = rest > half || (rest === half && kept % 2n === 1n)
  const text = (up ? kept + 1n : kept).toString().padStart(places + 1, '0')
  return [stripZeros(text.slice(0, text.length - places)), text.slice(text.length - places)]
}

function stripZeros(whole: string): string {
  return whole.replace(/^0+(?=\d)/, '')
}
