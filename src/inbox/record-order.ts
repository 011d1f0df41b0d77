/**
 * Keeps the order of a lane over its records: what is durable in Temporal is not yet decided, so the next delivery of
 * the same ref waits for the record of the one before. Only so long: without a worker nothing decides, and the
 * deliveries must still get to Temporal.
 */
import type { StartClient } from '../temporal/start-client.ts'
import { followRecord } from './follow-record.ts'
import type { Outcome } from './outcome.ts'

const PATIENCE_MS = 2_000
/** As long as no record ends: there seems to be no worker, and a long lane must not wait for each of its deliveries. */
const LITTLE_PATIENCE_MS = 50

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
  #patienceMs = PATIENCE_MS

  constructor(client: StartClient) {
    this.#client = client
  }

  /** Notes the record that a delivery of the lane just got; one that was there before has long been decided. */
  note(lane: string, { kind, workflowId, runId }: Outcome): void {
    if (kind !== 'recorded' || runId === null) return
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
    const deadlineMs = record.since + this.#patienceMs - performance.now()
    return deadlineMs <= 0 ? null : this.#follow(record, deadlineMs)
  }

  async #follow({ workflowId, runId }: OpenRecord, deadlineMs: number): Promise<void> {
    try {
      const decided = await followRecord(this.#client, { workflowId, runId, deadlineMs })
      this.#patienceMs = decided === null ? LITTLE_PATIENCE_MS : PATIENCE_MS
    } catch {
      // Temporal is away: the delivery will learn it by itself.
    }
  }
}
