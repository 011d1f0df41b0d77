/**
 * When a schedule would fire next, before Temporal is told of it: cron as Temporal reads it (check-cron.ts), in the clock of
 * a zone. Source: Temporal's server (scheduler/calendar.go); test/schedules compares it with real Schedules.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { checkCron } from './check-cron.ts'
import { CRON_FIELDS, type CronField, readCronValue, SHORT } from './cron-fields.ts'
import type { ProcessSchedule } from './process-schedule.ts'
import { createZoneClock, type ZoneClock } from './zone-clock.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** A 29th of February that is a Monday comes every 28 years, and a century may skip one. */
const LOOK_AHEAD_DAYS = 366 * 41

/**
 * The next times of a schedule.
 *
 * @param when of a `ProcessSchedule`
 * @param timezone IANA name; of cron
 * @param after ms since 1970: only later ones
 * @returns ms since 1970, the next first; fewer than `count` where no more come within 40 years
 * @throws StartnodeError `usage` for a cron expression or a zone that is none
 * @example nextTimes({ cron: '0 6 * * 1-5' }, 'Europe/Paris', Date.now(), 3)
 */
export function nextTimes(
  when: ProcessSchedule['when'],
  timezone: string,
  after: number,
  count: number,
): number[] {
  if ('everyMs' in when) {
    const { everyMs } = when
    const first = (Math.floor(after / everyMs) + 1) * everyMs
    return Array.from({ length: count }, (_, index) => first + index * everyMs)
  }
  checkCron(when.cron, 'cron')
  const clock = createZoneClock(timezone)
  if (clock === null) throw new StartnodeError('usage', `unknown time zone ${timezone}`)
  return findTimes(readCron(when.cron), clock, after, count)
}

interface Fits {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number>
}

function findTimes(fits: Fits, clock: ZoneClock, after: number, count: number): number[] {
  const found: number[] = []
  for (let last = after; found.length < count; ) {
    const at = nextAfter(fits, clock, last)
    if (at === null || at <= last) break
    found.push(at)
    last = at
  }
  return found
}

/**
 * The first time after an instant. Of an hour that the clock shows twice Temporal comes to the second showing only from the
 * end of the hour that it takes for the first one, and it adds an hour to all times of that second showing: rules of its own,
 * which are followed here to the letter.
 */
function nextAfter(fits: Fits, clock: ZoneClock, after: number): number | null {
  const wall = clock.wallOf(after)
  let day = Math.floor(wall / DAY_MS)
  let hour = hourOf(wall)
  let minute = Math.floor(wall / MINUTE_MS) % 60
  let again = hourOf(clock.wallOf(after - HOUR_MS)) === hour ? HOUR_MS : 0
  const instantAt = (atHour: number, atMinute: number) =>
    clock.instantOf(day * DAY_MS + atHour * HOUR_MS + atMinute * MINUTE_MS)
  const toHour = (next: number) => {
    hour = next
    minute = 0
    again = 0
  }
  const end = day + LOOK_AHEAD_DAYS
  minute += 1
  while (day < end) {
    if (minute > 59) {
      const isRepeated = again === 0 && instantAt(hour + 1, 0) - instantAt(hour, 0) > HOUR_MS
      toHour(isRepeated ? hour : hour + 1)
      if (isRepeated) again = HOUR_MS
    }
    if (hour > 23 || !fitsDay(fits, day)) {
      day += 1
      toHour(0)
    } else if (!fits.hours.has(hour)) toHour(hour + 1)
    else if (!fits.minutes.has(minute)) minute += 1
    else {
      const at = instantAt(hour, minute)
      if (hourOf(clock.wallOf(at)) === hour) return at + again
      // The clock skips this hour
      hour += 1
      minute = 0
    }
  }
  return null
}

function fitsDay({ days, months, weekdays }: Fits, day: number): boolean {
  const date = new Date(day * DAY_MS)
  return days.has(date.getUTCDate()) && months.has(date.getUTCMonth() + 1) && weekdays.has(date.getUTCDay())
}

const hourOf = (wall: number) => Math.floor(wall / HOUR_MS) % 24

/** @param text that `checkCron` has taken */
function readCron(text: string): Fits {
  const expression = text.trim()
  const fields = (SHORT[expression] ?? expression).split(/\s+/)
  const [minutes, hours, days, months, weekdays] = CRON_FIELDS.map((field, index) =>
    valuesOf(fields[index] ?? '*', field),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  if (weekdays.has(7)) weekdays.add(0)
  return { minutes, hours, days, months, weekdays }
}

function valuesOf(text: string, field: CronField): Set<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/')
    const [low = '', high] = range.split('-')
    const first = range === '*' ? field.min : (readCronValue(low, field) ?? field.min)
    // `5/15` goes on to the end
    const open = range === '*' || (high === undefined && step !== undefined)
    const last = open ? field.max : (readCronValue(high ?? low, field) ?? first)
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value)
  }
  return values
}
