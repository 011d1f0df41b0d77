import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import type { TrustProxy } from './http/trust-proxy.ts'
import type { ReceiverLog } from './receiver-log.ts'
import type { ExpectReply } from './reply-port.ts'

export interface ReceiverOptions {
  /** The settings as last read; null: none yet, every request is answered 503. */
  readonly settings: { current(): SettingsSnapshot | null }
  /** By process id. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** The first signs, all verify. */
  readonly signingKeys: readonly Buffer[]
  /** Open the credentials in the settings. Default: none, then every process with auth refuses. */
  readonly encryptionKeys?: readonly Buffer[]
  readonly accept: AcceptDelivery
  /** For processes whose Start node sets no limit of its own. */
  readonly maxBodyBytes: number
  readonly log: ReceiverLog
  /** Proxies whose X-Forwarded-For counts. Default: none. */
  readonly trustProxy?: TrustProxy
  /** Default: nobody waits, a caller that would is answered 202. */
  readonly expectReply?: ExpectReply
  /** Where people look at a task, for the Location of a 202. Default: nowhere. */
  readonly taskUrl?: (delivery: Delivery) => string | null
  /** Told of each delivery that can become a task, before it is accepted; tests of operators are left out. */
  readonly onIdentified?: (delivery: Delivery) => void
  /** Told of each use of an otherwise accepted URL. */
  readonly onAcceptedUse?: (pathHash: string) => void
  /** Default: the clock. */
  readonly now?: () => Date
}
