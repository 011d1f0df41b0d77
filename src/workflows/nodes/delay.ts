import { sleep } from '@temporalio/workflow'
import { markWaiting } from './mark-waiting.ts'
import { node } from './node.ts'

/**
 * The Delay node: the task waits in Temporal, so a restart of anything does not shorten or lengthen it.
 *
 * @param durationMs milliseconds
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example await delay('Let the customer think', 14 * 24 * 60 * 60 * 1000)
 */
export function delay(title: string, durationMs: number): Promise<void> {
  return node(title, () => {
    markWaiting(`Waits until ${new Date(Date.now() + durationMs).toISOString()}`)
    return sleep(durationMs)
  })
}
