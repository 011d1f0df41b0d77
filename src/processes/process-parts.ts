import type { Client } from '@temporalio/client'
import type { InboxCounts } from '../inbox/inbox-contract.ts'
import type { RequestMetrics } from '../requests/request-metrics.ts'
import type { SettingsAccess } from '../settings/settings-access.ts'
import type { StartNode } from '../start-node/start-node.ts'

/** What processes are shown from: the settings, the code, this receiver's own counts, and Temporal. */
export interface ProcessParts extends SettingsAccess {
  /** Base of the direct URLs, without a trailing slash. */
  readonly publicUrl: string
  /** The first seals, all open. */
  readonly encryptionKeys: readonly Buffer[]
  /** By process id: what the code of this receiver declares. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  readonly client: Client
  /** Null in mode `direct`. */
  readonly inbox: { counts(): InboxCounts } | null
  /** What requests at this receiver came to. */
  readonly metrics: RequestMetrics
  /** The example body of a process of the project; null: it has none. */
  readExample(process: string): Promise<string | null>
}
