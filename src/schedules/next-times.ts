/**
 * When a schedule would fire next, before Temporal is told of it: cron as Temporal reads it (check-cron.ts), in the clock of
 * a zone. Source: Temporal's server (scheduler/calendar.go); test/schedules compares it with real Schedules.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { checkCron } from './check-cron.ts'
import { CRON_FIELDS, type CronField, readCronValue, SHORT } from './cron-fields.ts'
import type { ProcessSchedule } from './process-schedule.ts'
import { createZoneClock, type ZoneClock } from './zone-clock.ts'

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

type Fits = readonly [
  minute: Set<number>,
  hour: Set<number>,
  day: Set<number>,
  month: Set<number>,
  weekday: Set<number>,
]

function findTimes(
  [minutes, hours, days, months, weekdays]: Fits,
  clock: ZoneClock,
  after: number,
  count: number,
): number[] {
  const found: number[] = []
  const today = Math.floor(clock.wallOf(after) / DAY_MS)
  const perDay = [...hours]
    .sort(byNumber)
    .flatMap((hour) => [...minutes].sort(byNumber).map((minute) => (hour * 60 + minute) * 60_000))
  for (let day = today; day < today + LOOK_AHEAD_DAYS && found.length < count; day += 1) {
    const date = new Date(day * DAY_MS)
    const fits =
      days.has(date.getUTCDate()) && months.has(date.getUTCMonth() + 1) && weekdays.has(date.getUTCDay())
    if (!fits) continue
    for (const time of perDay) {
      const at = clock.instantOf(day * DAY_MS + time)
      if (at !== null && at > Math.max(after, found.at(-1) ?? after) && found.length < count) found.push(at)
    }
  }
  return found
}

/** @param text that `checkCron` has taken */
function readCron(text: string): Fits {
  const expression = text.trim()
  const fields = (SHORT[expression] ?? expression).split(/\s+/)
  const [minute, hour, day, month, weekday] = CRON_FIELDS.map((field, index) =>
    valuesOf(fields[index] ?? '*', field),
  )
  const sunday = weekday as Set<number>
  if (sunday.has(7)) sunday.add(0)
  return [minute, hour, day, month, sunday] as unknown as Fits
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

const byNumber = (a: number, b: number) => a - b
