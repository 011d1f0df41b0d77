import type { Delivery } from '../../inbox/delivery.ts'
import { entryIdOf } from '../../process/ids/entry-id.ts'

/**
 * The request id of everything that is started for one arrival of a delivery: a start that is tried again finds itself,
 * and a repeat of the delivery, which arrives at another time, is told from that and counted. What keeps a repeat from
 * starting anything is the workflow id, not this. The body is in it: another one under the same key, in the same
 * millisecond, would be taken for the start of the first and lost.
 *
 * @param concealKey of `concealKeyOf`: request ids stay readable in Temporal
 */
export function arrivalIdOf(
  {
    requestId,
    receivedAt,
    addressed,
    key,
    taskId,
    digest,
  }: Pick<Delivery, 'requestId' | 'receivedAt' | 'addressed' | 'key' | 'taskId' | 'digest'>,
  concealKey: Buffer | null,
): string {
  const arrival = `${requestId}-${receivedAt}`
  // Without a key nobody else has its id.
  if (key === null || digest === undefined) return arrival
  return `${arrival}-${entryIdOf({ addressed, key, about: taskId, digest }, concealKey)}`
}
