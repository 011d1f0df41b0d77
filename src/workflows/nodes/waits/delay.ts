import { sleep } from '@temporalio/workflow'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { markWaiting } from './mark-waiting.ts'

/** A date that says where: with `Z` or an offset, or a bare day, which begins at midnight UTC. */
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/

/**
 * The Delay node: the task waits in Temporal, so a restart of anything does not shorten or lengthen it.
 *
 * @param until milliseconds; or a moment: a Date, or ISO 8601 with `Z` or an offset (a bare day: midnight UTC). One that
 * is over delays nothing
 * @throws ApplicationFailure `delay_invalid` for what is neither
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example
 * ```ts
 * await delay('Let the customer think', 14 * 24 * 60 * 60 * 1000)
 * await delay('Until the value date', task.data.valueDate)
 * ```
 */
export function delay(title: string, until: number | Date | string): Promise<void> {
  return node(title, async () => {
    const durationMs = typeof until === 'number' ? until : readMoment(until) - Date.now()
    if (!Number.isFinite(durationMs))
      throw failNode('delay_invalid', 'software', `It can not wait for ${JSON.stringify(until)}`)
    if (typeof until !== 'number' && durationMs <= 0) {
      note(`${new Date(Date.now() + durationMs).toISOString()} is over`)
      return
    }
    markWaiting(`Waits until ${new Date(Date.now() + durationMs).toISOString()}`, 'delay')
    await sleep(durationMs)
  })
}

/** Unix milliseconds; NaN for what is no moment. */
function readMoment(moment: Date | string): number {
  if (moment instanceof Date) return moment.getTime()
  return ISO_DATE.test(moment) ? Date.parse(moment) : Number.NaN
}
