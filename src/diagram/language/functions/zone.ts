/** `.tz('Area/City')` (rule 20). */
import { type Evaluation, Unfilled } from '../evaluation.ts'

const OFFSET = /^(?:GMT|UTC)(?:([+-])([0-9]{1,2})(?::?([0-9]{2}))?)?$/

/**
 * Seconds east of UTC; `GMT+2` is two hours, other names are looked up outside (the sandbox has no time zones).
 *
 * @param at ms since epoch
 * @returns undefined: has to be fetched first
 * @throws Unfilled with the tag of a lookup that failed
 */
export function secondsEast(evaluation: Evaluation, zone: string, at: number): number | undefined {
  const name = zone.trim().replace(/^(['"])(.*)\1$/, '$2')
  const offset = OFFSET.exec(name)
  if (offset !== null) {
    const [, sign, hours = '0', minutes = '0'] = offset
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
  }
  const seconds = evaluation.read({ kind: 'zone', zone: name, at })
  if (seconds === undefined || typeof seconds === 'number') return seconds
  throw new Unfilled('wrong_convert_param', `No time zone ${name}`)
}
