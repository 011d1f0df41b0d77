import { judgeUnusual, type Share, type UnusualVerdict } from '../counts/judge-unusual.ts'
import { addCounts, type PeriodCounts } from '../counts/period-counts.ts'
import { HOUR_MS } from '../counts/process-tally.ts'
import type { CountHistory } from './history.ts'
import { KEPT_HOURS } from './kept-counts.ts'

export const WATCHED = ['repeats', 'keyless'] as const

/** A share of the deliveries of a process that is out of the ordinary. */
export interface Unusual extends UnusualVerdict {
  readonly process: string
  readonly what: (typeof WATCHED)[number]
  readonly last: Share
}

/** The hour that runs and the one before it: one that has just begun says little. */
const LAST_HOURS = 2

const shareOf = (what: Unusual['what'], { accepted, repeats, keyless, keyed }: PeriodCounts): Share =>
  what === 'repeats' ? { count: repeats, of: accepted } : { count: keyless, of: keyless + keyed }

/**
 * Looks at the repeats and keyless deliveries of each process at this receiver.
 *
 * @returns a function that gives those that are out of the ordinary now; the days before are read once an hour
 * @example const unusual = watchUnusual(history); unusual(['loan-approved'])
 */
export function watchUnusual(
  history: Pick<CountHistory, 'hours'>,
): (processes: readonly string[], now?: number) => Unusual[] {
  const verdicts = new Map<string, UnusualVerdict>()
  const days = new Map<string, { readonly hour: number; readonly counts: PeriodCounts }>()

  function daysBefore(process: string, now: number): PeriodCounts {
    const hour = Math.floor(now / HOUR_MS)
    const known = days.get(process)
    if (known?.hour === hour) return known.counts
    const before = history.hours(process, KEPT_HOURS, now).slice(0, -LAST_HOURS)
    const counts = addCounts(before.map((one) => one.counts))
    days.set(process, { hour, counts })
    return counts
  }

  return (processes, now = Date.now()) =>
    processes.flatMap((process) => {
      const last = addCounts(history.hours(process, LAST_HOURS, now).map((one) => one.counts))
      const before = daysBefore(process, now)
      return WATCHED.flatMap((what) => {
        const shares = { last: shareOf(what, last), days: shareOf(what, before) }
        const key = `${process} ${what}`
        const verdict = judgeUnusual(verdicts.get(key) ?? null, shares, now)
        verdicts.set(key, verdict)
        return verdict.unusual ? [{ process, what, last: shares.last, ...verdict }] : []
      })
    })
}
