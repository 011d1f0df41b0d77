/** What the forwarder is given, and what it offers to those who compose it. */
import type { Delivery } from '../inbox/delivery.ts'
import type { Inbox, WaitingRecord } from '../inbox/inbox-contract.ts'
import type { InboxLog } from '../inbox/inbox-log.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import type { Outcome } from './deliver/outcome.ts'
import type { LaneTrouble } from './lane-troubles.ts'
import type { ForwarderState } from './temporal-state.ts'

export interface ForwarderOptions {
  readonly inbox: Inbox
  readonly target: DeliveryTarget
  /** Deliveries under way at once when acceptance is quiet. Default: 32. */
  readonly concurrency?: number
  /** True: deliveries of this process wait in the inbox, and cost the others nothing. Default: none does. */
  readonly isPaused?: (process: string) => boolean
  /** Told the outcome of each delivery once it is certain. Must not throw. */
  readonly onOutcome?: (delivery: Delivery, outcome: Outcome) => void
  readonly log?: InboxLog
}

export interface ForwarderStatus {
  readonly state: ForwarderState
  /** What Temporal said when the state is not `forwarding`. */
  readonly reason: string | null
  readonly inFlight: number
  readonly lanes: number
  /** Lanes that wait after a failure of their first delivery. */
  readonly lanesWaiting: number
  /** Paused processes that have deliveries here. */
  readonly held: readonly string[]
  readonly forwarded: number
  /** Of the forwarded: those that had their outcome already, from an earlier arrival. */
  readonly duplicates: number
  /** Deliveries put aside since the start, because Temporal refused them for good. */
  readonly refused: number
  readonly lastFailure: string | null
}

export interface Forwarder {
  /** Looks for deliveries now. */
  wake(): void
  /** Forwards until the inbox is empty or the deadline (ms) has passed; returns how many are left. */
  drain(deadlineMs: number): Promise<number>
  /** Begins nothing new and waits for what is under way. What is left stays in the inbox. */
  stop(): Promise<void>
  status(): ForwarderStatus
  /** What became of the tries of a delivery that is still here; null: there was none, or none in vain. */
  troubleOf(record: WaitingRecord): LaneTrouble | null
}
