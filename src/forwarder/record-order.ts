/**
 * Keeps the order of a lane over its records: what is durable in Temporal is not yet decided, so the next delivery of
 * the same ref waits for the record of the one before. Only so long: without a worker nothing decides, and the
 * deliveries must still get to Temporal.
 */

import type { Delivery } from '../inbox/delivery.ts'
import type { StartClient } from '../temporal/start-client.ts'
import type { Outcome } from './deliver/outcome.ts'
import { followRecord } from './follow-record.ts'

const PATIENCE_MS = 2_000
/** After a record that was not decided in time: without a worker a long lane must not wait 2 s for each delivery. */
const LITTLE_PATIENCE_MS = 50
const IMPATIENT_FOR_MS = 10_000

interface OpenRecord {
  readonly workflowId: string
  readonly runId: string
  /** performance.now, ms. */
  readonly since: number
}

export class RecordOrder {
  readonly #client: StartClient
  /** The newest record of each lane, oldest first. */
  readonly #records = new Map<string, OpenRecord>()
  /** performance.now, ms. */
  #impatientUntil = 0

  constructor(client: StartClient) {
    this.#client = client
  }

  /** Notes what a delivery of the lane just got. Waits are for new records only, and for none that delays on purpose. */
  note(lane: string, { startDelayMs = 0 }: Delivery, { kind, workflowId, runId }: Outcome): void {
    if (kind !== 'recorded' || runId === null || startDelayMs > 0) return
    const since = performance.now()
    for (const [name, record] of this.#records) {
      if (since - record.since < PATIENCE_MS) break
      this.#records.delete(name)
    }
    this.#records.delete(lane)
    this.#records.set(lane, { workflowId, runId, since })
  }

  /** @returns what the next delivery of the lane waits for, never rejected; null when it need not wait */
  before(lane: string): Promise<void> | null {
    const record = this.#records.get(lane)
    if (record === undefined) return null
    this.#records.delete(lane)
    const now = performance.now()
    const patienceMs = now < this.#impatientUntil ? LITTLE_PATIENCE_MS : PATIENCE_MS
    const deadlineMs = record.since + patienceMs - now
    return deadlineMs <= 0 ? null : this.#follow(record, deadlineMs)
  }

  async #follow({ workflowId, runId }: OpenRecord, deadlineMs: number): Promise<void> {
    try {
      const decided = await followRecord(this.#client, { workflowId, runId, deadlineMs })
      this.#impatientUntil = decided === null ? performance.now() + IMPATIENT_FOR_MS : 0
    } catch {
      // Temporal is away: the delivery will learn it by itself.
    }
  }
}
