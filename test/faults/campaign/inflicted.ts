/** What a fault is while it lasts, and what it tells the campaign. */
import type { StackReceiver } from '../../helpers/stack-processes.ts'

export const AFTER_MS = 500
export const PATIENCE_MS = 120_000
export const NOTHING = async () => {}

export interface Inflicted {
  /** How long (ms) it lasts before it is healed. */
  readonly forMs: number
  heal(): Promise<void>
}

/** What the load must know of it. */
export interface FaultNotes {
  /** Paths that were revoked: no receiver may take them once all is healed. */
  readonly revoked: string[]
  /** Temporal was brought back to what it was then (ms since 1970): what an operator did since is gone. */
  restored(since: number): void
  /** Sends bodies of 900 KB to that receiver until it is full. @returns how many were refused for that */
  fill(receiver: StackReceiver): Promise<number>
}
