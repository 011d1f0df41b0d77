/** `FORMAT_DATE{NAME,datePattern=yyyy-MM-dd}`, with the letters of Java's date patterns that stand for digits. */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Formats the date as it stands, in its own offset.
 *
 * @param value a date or date-time of ISO 8601; anything else comes back unchanged
 * @example formatDate('2026-11-24T09:30:00+01:00', 'dd.MM.yyyy') // '24.11.2026'
 */
export function formatDate(value: string, pattern: string): string {
  const parts = ISO.exec(value)
  if (parts === null) return value
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = ''] = parts
  const offset = parts[8] ?? 'Z'
  const numbers: Readonly<Record<string, string>> = {
    M: month,
    d: day,
    H: hour,
    m: minute,
    s: second,
    S: fraction.padEnd(3, '0').slice(0, 3),
  }
  return pattern.replace(/'([^']*)'|y+|X+|([MdHmsS])\2*/g, (run: string, quoted: string | undefined) => {
    const letter = run[0] as string
    if (quoted !== undefined) return quoted === '' ? "'" : quoted
    if (letter === 'y') return run.length === 2 ? year.slice(2) : year
    if (letter === 'X') return offset
    return String(Number(numbers[letter])).padStart(run.length, '0')
  })
}
