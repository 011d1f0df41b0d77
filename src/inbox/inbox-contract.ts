import type { Encryption } from '../keys/encryption-keys.ts'
import type { AcceptDelivery, Delivery } from './delivery.ts'
import type { StuckReason } from './encode-stuck.ts'
import type { KeepLimits } from './forwarded-log.ts'
import type { InboxLog } from './inbox-log.ts'
import type { MarkLimits } from './inbox-marks.ts'

export interface InboxOptions extends MarkLimits {
  /** Folder on local block storage; created when missing. An acknowledgement is as durable as that volume. */
  readonly dir: string
  /** Records are encrypted when a key is configured. Default: they lie in clear. */
  readonly encryption?: Encryption
  /** What was forwarded is kept for a time (forwarded-log.ts). Default: it is not. */
  readonly keepForwarded?: KeepLimits
  readonly log?: InboxLog
}

/** What an inbox holds. */
export interface InboxCounts {
  readonly records: number
  readonly perProcess: Readonly<Record<string, number>>
  readonly stuck: number
  /** ISO 8601: when the oldest delivery still here was accepted; null when empty. */
  readonly oldestReceivedAt: string | null
  readonly usedBytes: number
  readonly mapBytes: number
}

/** A record still to be forwarded: its place and its lane. */
export interface WaitingRecord {
  readonly seq: number
  readonly lane: string
}

export interface StuckDelivery {
  readonly seq: number
  readonly reason: StuckReason
  readonly delivery: Delivery
}

export interface Inbox {
  /** @throws StartnodeError `inbox_full`, `inbox_unwritable` */
  readonly accept: AcceptDelivery
  counts(): InboxCounts
  /** False while writing fails or a mark for all is reached: not ready. */
  isWritable(): boolean
  /** How full it is by its marks, 0 to 1. */
  fill(): number
  /** Deliveries accepted since it was opened. */
  accepted(): number
  /** Sequence numbers and lanes after `afterSeq`, oldest first; reads no bodies. */
  list(afterSeq: number, limit: number): WaitingRecord[]
  /** Deliveries after `afterSeq`, oldest first. */
  read(afterSeq: number, limit: number): { seq: number; delivery: Delivery }[]
  /** One delivery; null when it is gone. */
  get(record: WaitingRecord): Delivery | null
  /** Forgets a delivery whose outcome is certain, but for what is kept of it; resolves once that is flushed. */
  delete(seq: number): Promise<void>
  /** Puts a delivery aside that Temporal refused for good; it stays there until someone looks after it. */
  moveToStuck(seq: number, reason: { code: string; message: string }): Promise<void>
  /** Puts a delivery that was put aside back at the end of its lane. */
  release(seq: number): Promise<void>
  /** The oldest `limit` (default 1,000) deliveries put aside, after `afterSeq` (default: all). */
  stuck(limit?: number, afterSeq?: number): StuckDelivery[]
  /**
   * Calls back after each delivery was accepted; returns how to end that. `awaited`: its place, when a caller waits for
   * it and nothing that came before it can be about the same workflow id.
   */
  onAccepted(listener: (awaited?: WaitingRecord) => void): () => void
  /** Waits for writes under way, then lets go of folder and lock. */
  close(): Promise<void>
}
