/** What the doctor looks at; the receiver gives it its own parts, a command what it has. */
import type { Client, Connection } from '@temporalio/client'
import type { ForwarderStatus } from '../forwarder/forwarder-contract.ts'
import type { InboxCounts } from '../inbox/inbox-contract.ts'
import type { KeyHabits } from '../requests/request-metrics.ts'
import type { FeedStatus } from '../settings/settings-feed.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'

export interface DoctorParts {
  readonly publicUrl: string
  readonly signingKeys: readonly Buffer[]
  readonly encryptionKeys: readonly Buffer[]
  readonly startNodes: ReadonlyMap<string, StartNode>
  readonly client: Client
  readonly connection: Connection
  readonly namespace: string
  readonly taskQueue: string
  /** Why Temporal need not be asked: it was, and did not answer. Default: it is asked */
  readonly away?: string | undefined
  /** The settings to judge; null: there are none. */
  readonly snapshot: SettingsSnapshot | null
  /** Of the receiver's settings; null where no receiver is asked. */
  readonly alarm: FeedStatus['alarm']
  /** Null: not looked at. */
  readonly inbox: { counts(): InboxCounts; isWritable(): boolean } | null
  readonly forwarder: { status(): ForwarderStatus } | null
  /** How senders name their deliveries at this receiver; null: not looked at. */
  readonly keys: { keysOf(process: string): KeyHabits } | null
}
