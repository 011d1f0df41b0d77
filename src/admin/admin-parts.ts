/** What the admin API works with. The receiver gives it its own parts, so both see the same things at the same time. */
import type { Client, Connection } from '@temporalio/client'
import type { Forwarder } from '../forwarder/forwarder-contract.ts'
import type { InboxWatch } from '../forwarder/waiting/watch-inbox.ts'
import type { Imports } from '../import/imports.ts'
import type { Inbox } from '../inbox/inbox-contract.ts'
import type { Now } from '../now/watch-now.ts'
import type { ProcessParts } from '../processes/process-parts.ts'
import type { Quarantine } from '../quarantine/quarantine-client.ts'
import type { foreseeAnswer } from '../receiver/foresee-answer.ts'
import type { Receiver } from '../receiver/receiver.ts'
import type { Requests } from '../requests/requests.ts'
import type { CountHistory } from '../requests/store/history.ts'
import type { Unusual } from '../requests/store/watch-unusual.ts'
import type { SettingsHead } from '../settings/chain/head.ts'
import type { Kept } from '../settings/chain/seen-settings.ts'
import type { FeedStatus } from '../settings/settings-feed.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { CodecEndpoint } from '../temporal/codec/codec-endpoint.ts'
import type { Peers } from './peers/ask-peers.ts'

export interface AdminParts extends ProcessParts {
  /** Opens and encrypts payloads of Temporal. */
  readonly codec: CodecEndpoint
  /** A client whose name stands in the histories as who did it, e.g. `api:bob`. */
  clientAs(actor: string): Client
  readonly connection: Connection
  readonly namespace: string
  readonly taskQueue: string
  /** Base of the Web UI; null: not known. */
  readonly uiUrl: string | null
  /** The core of this receiver, and how it judges a body that nobody sent. */
  readonly receiver: Receiver & { readonly foresee: typeof foreseeAnswer }
  readonly feed: {
    current(): SettingsSnapshot | null
    refresh(): Promise<void>
    status(): FeedStatus
    known(): Kept | null
    offer(head: SettingsHead): Promise<boolean>
  }
  /** Null in mode `direct`. */
  readonly inbox: Pick<
    Inbox,
    'counts' | 'isWritable' | 'fill' | 'accepted' | 'list' | 'get' | 'stuck' | 'release'
  > | null
  /** Null without an inbox. */
  readonly watch: InboxWatch | null
  /** The other receivers. */
  readonly peers: Peers
  readonly requests: Requests
  /** Counts by hour and day, those of before a restart too. */
  readonly history: CountHistory
  /** Repeats and keyless deliveries out of the ordinary. */
  unusual(processes: readonly string[]): readonly Unusual[]
  readonly quarantine: Quarantine
  readonly imports: Imports
  readonly now: Now
  readonly forwarder: Pick<Forwarder, 'status' | 'troubleOf'> | null
}
