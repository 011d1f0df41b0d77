import type { WaitingDelivery } from '../../forwarder/waiting/list-waiting.ts'
import { showOnOneLine } from '../../process/invisible-text.ts'

const WHY: Readonly<Record<WaitingDelivery['waitsFor'], string>> = {
  resume: 'its process is paused',
  temporal: 'Temporal is away',
  retry: 'tried again',
  turn: 'its turn comes',
  somebody: 'refused by Temporal, kept aside',
}

/** A delivery that is not a task yet, as one line. */
export function describeWaiting(one: WaitingDelivery & { readonly receiver?: string }): string {
  const { process, taskId, ref, since, tries, lastError, waitsFor, receiver } = one
  return showOnOneLine(
    [
      `accepted, waiting in the inbox since ${since}`,
      process,
      taskId,
      ...(ref === null ? [] : [`ref ${ref}`]),
      `${WHY[waitsFor]}, ${tries} ${tries === 1 ? 'try' : 'tries'}`,
      ...(lastError === null ? [] : [`last error: ${lastError}`]),
      ...(receiver === undefined ? [] : [`at ${receiver}`]),
    ].join('  '),
  )
}
