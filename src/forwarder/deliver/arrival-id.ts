import type { Delivery } from '../../inbox/delivery.ts'

/**
 * The request id of everything that is started for one arrival of a delivery: a start that is tried again finds itself,
 * and a repeat of the delivery, which arrives at another time, is told from that and counted. What keeps a repeat from
 * starting anything is the workflow id, not this.
 */
export function arrivalIdOf({ requestId, receivedAt }: Pick<Delivery, 'requestId' | 'receivedAt'>): string {
  return `${requestId}-${receivedAt}`
}
