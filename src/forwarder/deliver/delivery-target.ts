import type { InboxLog } from '../../inbox/inbox-log.ts'
import type { StartClient } from '../../temporal/start-client.ts'

/** Where deliveries go. */
export interface DeliveryTarget {
  readonly client: StartClient
  readonly taskQueue: string
  /** Milliseconds for each call to Temporal, retries of the SDK included. */
  readonly deadlineMs: number
  /** Default: kept 30 days, 1,000 open entries per process. */
  readonly quarantine?: { readonly days: number; readonly maxPerProcess: number }
  /** Of `concealKeyOf`, for the ids of entries. Default: none. */
  readonly concealKey?: Buffer | null
  readonly log?: InboxLog
}
