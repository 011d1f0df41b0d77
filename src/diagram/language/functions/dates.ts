/** `$.date` and `$.unixtime`: a moment by fields (rule 19). UTC, by the calendar, without the clock of a host. */

const FIELDS = 'ymdhis'
/** A number behind a field is added; one that begins with 0 is text, so `%y-%m-01` is the first of the month. */
const FIELD = /%([ymdhis])(?:([+-])([1-9][0-9]{0,8})(?![0-9]))?/g
const SEPARATED =
  /^([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})(?:[^0-9]{1,3}([0-9]{1,2})[^0-9]([0-9]{1,2})(?:[^0-9]([0-9]{1,2}))?)?$/
const COMPACT = /^([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?$/

/**
 * The format with each field filled in: %y of four digits, %m %d %h %i %s of two. What is added to one field carries into the
 * others: `%d+1` on the 31st is the 1st, and the month the next. Months and years keep to the end of a shorter month.
 *
 * @param now ms since epoch
 * @returns null where the calendar ends
 * @example dateText('%y-%m-%d+1 %h:%i:%s', 0) // '1970-01-02 00:00:00'
 */
export function dateText(format: string, now: number): string | null {
  const added: Record<string, number> = {}
  for (const [, field = '', sign, number] of format.matchAll(FIELD))
    if (number !== undefined)
      added[field] = (added[field] ?? 0) + (sign === '-' ? -Number(number) : Number(number))
  const moment = new Date(add(now, added))
  if (Number.isNaN(moment.getTime())) return null
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = [
    moment.getUTCFullYear(),
    moment.getUTCMonth() + 1,
    moment.getUTCDate(),
    moment.getUTCHours(),
    moment.getUTCMinutes(),
    moment.getUTCSeconds(),
  ].map((value, index) => String(value).padStart(index === 0 ? 4 : 2, '0'))
  const texts = [year, month, day, hour, minute, second]
  return format.replace(FIELD, (_, field: string) => texts[FIELDS.indexOf(field)] ?? '')
}

/**
 * Unix time, s, of the moment that the format gives: year, month, day, and hour, minute, second if they stand there.
 *
 * @returns null where that is no moment
 */
export function unixTime(format: string, now: number): number | null {
  const text = dateText(format, now)?.trim() ?? ''
  const match = SEPARATED.exec(text) ?? COMPACT.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((text) => Number(text ?? 0))
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysOf(year, month - 1) ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return null
  return Math.floor(utc(year, month - 1, day, hour, minute, second) / 1000)
}

function add(now: number, { y = 0, m = 0, d = 0, h = 0, i = 0, s = 0 }: Record<string, number>): number {
  const from = new Date(now)
  const months = from.getUTCFullYear() * 12 + from.getUTCMonth() + y * 12 + m
  const year = Math.floor(months / 12)
  const month = months - year * 12
  const day = Math.min(from.getUTCDate(), daysOf(year, month))
  const midnight = utc(year, month, day, 0, 0, 0)
  const ofDay = ((now % 86_400_000) + 86_400_000) % 86_400_000
  return midnight + ofDay + ((d * 24 + h) * 60 + i) * 60_000 + s * 1000
}

/** @param month from 0 */
function daysOf(year: number, month: number): number {
  return new Date(utc(year, month + 1, 0, 0, 0, 0)).getUTCDate()
}

/** Date.UTC takes the years 0 to 99 for 1900 and later. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, minute, second, 0)
  return date.getTime()
}
