/**
 * `FORMAT_DATE{NAME,datePattern=yyyy-MM-dd}` as Java formats it. Which of Java's two formatters Mambu has, and in which language, is
 * not published: what both make alike in English is formatted, anything else stays as it is and is named.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/
/** A quoted text ('' is a quote), a run of one letter, or a quote without its end. */
const RUN = /'((?:[^']|'')*)'|([A-Za-z])\2*|'/g

/** A date formatted, and what of its pattern is not known here. */
export interface FormattedDate {
  readonly text: string
  /** Runs of letters as they stand in the pattern, each once; named also where the value is no date. */
  readonly unknown: readonly string[]
}

/**
 * Formats the date as it stands, in its own offset.
 *
 * @param value a date or date-time of ISO 8601; anything else comes back unchanged
 * @example formatDate('2026-11-24T09:30:00+01:00', 'dd MMM yyyy').text // '24 Nov 2026'
 * @example formatDate('2026-11-24', 'YYYY').unknown // ['YYYY']: the year of the week, which depends on the country
 */
export function formatDate(value: string, pattern: string): FormattedDate {
  const unknown = new Set<string>()
  const moment = readMoment(value)
  const text = pattern.replace(RUN, (run: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'")
    const known = formatRun(moment ?? ANY, run[0] as string, run.length)
    if (known === null) unknown.add(run)
    return known ?? run
  })
  return { text: moment === null ? value : text, unknown: [...unknown] }
}

interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
  /** `Z`, or `+hh:mm`. */
  readonly offset: string
  /** 0 is Sunday. */
  readonly weekday: number
  readonly dayOfYear: number
}

/** Null for what is no date, the 30th of February too. */
function readMoment(value: string): Moment | null {
  const parts = ISO.exec(value)
  if (parts === null) return null
  const [, ...texts] = parts
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = texts
    .slice(0, 6)
    .map((text) => Number(text ?? 0))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const start = new Date(0)
  start.setUTCFullYear(year, 0, 1)
  const ms = Number((texts[6] ?? '').padEnd(3, '0').slice(0, 3))
  const given = (texts[7] ?? 'Z').replace(/(\d\d):?(\d\d)$/, '$1:$2')
  const offset = /^[+-]00:00$/.test(given) ? 'Z' : given
  const dayOfYear = Math.round((date.getTime() - start.getTime()) / 86_400_000) + 1
  return {
    ...{ year, month, day, hour, minute, second, ms, offset },
    ...{ weekday: date.getUTCDay(), dayOfYear },
  }
}

/** Where there is no date, what is known of a pattern is asked with this one. */
const ANY = readMoment('2026-01-01') as Moment

/** Null: not known here. */
function formatRun(moment: Moment, letter: string, count: number): string | null {
  const number = (value: number, most: number) => (count <= most ? String(value).padStart(count, '0') : null)
  const { year, month, day, hour, minute, second, ms, offset, weekday, dayOfYear } = moment
  switch (letter) {
    case 'y':
      return count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0')
    case 'M':
    case 'L':
      return count <= 2 ? number(month, 2) : nameOf(MONTHS[month - 1] as string, count)
    case 'E':
      return nameOf(DAYS[weekday] as string, Math.max(count, 3))
    case 'd':
      return number(day, 2)
    case 'D':
      return number(dayOfYear, 3)
    case 'H':
      return number(hour, 2)
    case 'k':
      return number(hour === 0 ? 24 : hour, 2)
    case 'K':
      return number(hour % 12, 2)
    case 'h':
      return number(hour % 12 === 0 ? 12 : hour % 12, 2)
    case 'm':
      return number(minute, 2)
    case 's':
      return number(second, 2)
    case 'S':
      return count === 3 ? number(ms, 3) : null
    case 'a':
      return count === 1 ? (hour < 12 ? 'AM' : 'PM') : null
    case 'G':
      return count <= 3 ? 'AD' : null
    case 'X':
      return formatIsoOffset(offset, count)
    case 'Z':
      return count <= 3 ? (offset === 'Z' ? '+0000' : offset.replace(':', '')) : null
    default:
      return null
  }
}

/** `+01`, `+0100`, `+01:00`. Of half an hour the shortest one differs between the formatters. */
function formatIsoOffset(offset: string, count: number): string | null {
  if (count > 3) return null
  if (offset === 'Z') return 'Z'
  if (count === 1) return offset.endsWith(':00') ? offset.slice(0, 3) : null
  return count === 2 ? offset.replace(':', '') : offset
}

function nameOf(name: string, count: number): string | null {
  if (count > 4) return null
  return count === 4 ? name : name.slice(0, 3)
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
