/**
 * Cron expressions as Temporal reads them, and no wider: where another cron means something else by the same text, Temporal
 * would take it and fire at other times. Source: Temporal's server (scheduler/calendar.go), tried out in
 * test/cli/schedule-commands.test.ts.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { CRON_FIELDS, type CronField, readCronValue, SHORT } from './cron-fields.ts'

const ORDER = 'minute hour day-of-month month day-of-week'

/**
 * Checks a cron expression.
 *
 * @param text five fields, or `@daily` and the like
 * @param name what the reader calls it
 * @returns what it means beside what one may think, in whole sentences; null: nothing
 * @throws StartnodeError `usage` saying what is wrong and what to write
 * @example checkCron('0 6 1,15 * 5') // 'Both days are named, and both must fit: ...'
 */
export function checkCron(text: string, name = '--cron'): string | null {
  const expression = text.trim()
  const say = (problem: string) => new StartnodeError('usage', `${name} '${text}': ${problem}`)
  if (expression.startsWith('@every'))
    throw say('write an interval (--every) as a duration: 90s, 30m, 24h or 7d')
  if (expression.startsWith('@')) {
    if (Object.hasOwn(SHORT, expression)) return null
    throw say(`write one of ${Object.keys(SHORT).join(', ')}, or five fields: ${ORDER}`)
  }
  if (/^(?:CRON_)?TZ=/.test(expression)) throw say('write the zone by itself (--timezone), e.g. Europe/Paris')
  if (expression.includes('#'))
    throw say("'#' begins a comment in Temporal: the n-th weekday of a month can not be said by it")
  const fields = expression.split(/\s+/)
  if (fields.length !== CRON_FIELDS.length) throw say(countProblem(fields))
  fields.forEach((field, index) => {
    const rules = CRON_FIELDS[index] as CronField
    for (const part of field.split(',')) {
      const problem = findProblem(part, rules)
      if (problem !== null) throw say(`${rules.name} '${field}': ${problem}`)
    }
  })
  const [, , day, , weekday] = fields as [string, string, string, string, string]
  return day === '*' || weekday === '*'
    ? null
    : `Both days are named, and both must fit: it fires only where a day of the month that is '${day}' is a day of the week that is '${weekday}'. In a crontab either would do; for that, name one of them and let the process look at the other.`
}

/** Six or more fields are Temporal's too, but its sixth is the year, where others put seconds first. */
function countProblem(fields: readonly string[]): string {
  const wanted = `five fields are needed (${ORDER})`
  if (fields.length === 6)
    return `${wanted}, and these are six, which Temporal reads with the year as the last. Without seconds: '${fields.slice(1).join(' ')}'; without the year: '${fields.slice(0, 5).join(' ')}'`
  if (fields.length === 7)
    return `${wanted}, and these are seven. Without seconds and year: '${fields.slice(1, 6).join(' ')}'`
  return `${wanted}, and ${fields.length === 1 ? 'this is one' : `these are ${fields.length}`}`
}

/** What is wrong with one part of a list: `*`, `5`, `1-5`, a step, `1-30/2`, `5/15`; null: nothing. */
function findProblem(part: string, field: CronField): string | null {
  const { min, max, name } = field
  const [range = '', step, ...more] = part.split('/')
  if (more.length > 0) return 'one / is the most'
  if (step !== undefined && (!/^\d{1,4}$/.test(step) || Number(step) < 1 || Number(step) > max - min))
    return `the step '${step}' is no number from 1 to ${max - min}`
  if (range === '*') return null
  if (range === '?') return "write * instead of '?'"
  const ends = range.split('-')
  if (ends.length > 2) return 'a range has two ends'
  const [first = null, last = first] = ends.map((end) => readCronValue(end, field))
  if (ends.some((end) => readCronValue(end, field) === null) || first === null || last === null)
    return `'${range}' is nothing from ${min} to ${max}${field.names ? ', and no name of one' : ''}`
  if (first <= last) return null
  const top = name === 'day of the week' ? max - 1 : max
  return `'${range}' goes backwards: write ${first}-${top},${min}-${last}`
}
