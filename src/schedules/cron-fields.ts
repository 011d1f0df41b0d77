/** What the fields of a cron expression may hold, and what its short names stand for. */

/** One of the five fields of a cron expression. */
export interface CronField {
  readonly name: string
  readonly min: number
  readonly max: number
  /** From `min` on; Temporal takes them in any case, and cut short. */
  readonly names?: readonly string[]
}

const MONTHS = 'january february march april may june july august september october november december'
const DAYS = 'sunday monday tuesday wednesday thursday friday saturday'
/** In their order. */
export const CRON_FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS.split(' ') },
  { name: 'day of the week', min: 0, max: 7, names: DAYS.split(' ') },
]

/** Each in five fields. */
export const SHORT: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** The number that one value of a field stands for; null: none. @example readCronValue('fri', weekday) // 5 */
export function readCronValue(text: string, { min, max, names }: CronField): number | null {
  if (/^\d{1,4}$/.test(text)) return Number(text) >= min && Number(text) <= max ? Number(text) : null
  if (text.length < 3) return null
  const index = (names ?? []).findIndex((name) => name.startsWith(text.toLowerCase()))
  return index < 0 ? null : min + index
}
