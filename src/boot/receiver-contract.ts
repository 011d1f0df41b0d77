/** What a receiver is made of, and what it offers to those who compose it. */
import type { Connection } from '@temporalio/client'
import type { Config } from '../config.ts'
import type { Forwarder } from '../forwarder/forwarder-contract.ts'
import type { InboxWatch } from '../forwarder/waiting/watch-inbox.ts'
import type { Inbox } from '../inbox/inbox-contract.ts'
import type { Receiver } from '../receiver/receiver.ts'
import type { RequestMetrics } from '../requests/request-metrics.ts'
import type { Requests } from '../requests/requests.ts'
import type { CountHistory } from '../requests/store/history.ts'
import type { Settings } from '../settings/settings-client.ts'
import type { SettingsFeed } from '../settings/settings-feed.ts'
import type { StartNode } from '../start-node/start-node.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { StartClient } from '../temporal/start-client.ts'
import type { TemporalOptions } from '../temporal/temporal-options.ts'

export interface ReceiverParts {
  /** `loadConfig(process.env)`. */
  readonly config: Config
  /** `loadTemporalOptions()`. */
  readonly temporal: TemporalOptions
  /** By process id: `loadStartNodes(...)`. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** Where processes are imported to, with a trailing slash. Default: where this project has its processes. */
  readonly workflowsDir?: URL
  /** `createLogger(...)`, or any pino logger. */
  readonly log: Logger
}

/** A receiver that waits to be mounted. */
export interface OpenReceiver {
  /** For `receiverRouter`. */
  readonly receiver: Receiver
  /** Whether it can accept now, and why not: for a load balancer. */
  readiness(): {
    readonly ready: boolean
    readonly reasons: string[]
    /** What somebody must look at although it accepts. */
    readonly alarms: string[]
  }
  /** Reads the settings now, instead of at the next poll (1.5 s). */
  refreshSettings(): Promise<void>
  /**
   * Drains the inbox for at most `drainMs` (default 5,000) and closes everything; close your own listener before.
   * @returns deliveries left in the inbox; they go on at the next start
   */
  stop(drainMs?: number): Promise<{ left: number }>

  /** What the admin API shows. */
  readonly client: StartClient
  readonly connection: Connection
  readonly settings: Settings
  readonly feed: SettingsFeed
  readonly inbox: Inbox | null
  readonly forwarder: Forwarder | null
  readonly watch: InboxWatch | null
  readonly requests: Requests
  readonly metrics: RequestMetrics
  readonly history: CountHistory
}
