/**
 * Says what became of a delivery that started no task and is not in quarantine: it went to the open run of its ref.
 * Its workflow id makes that decision the only one; its memo carries it. It has nothing to do and ends at once.
 */

/** The delivery, and the run it is for. */
export interface DeliveryRecord {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
  /** ISO 8601 with milliseconds, UTC. */
  readonly receivedAt: string
  readonly outcome: 'signalled'
  readonly runId: string
}

export async function deliveryRecord(record: DeliveryRecord): Promise<DeliveryRecord> {
  return record
}
