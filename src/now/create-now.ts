import type { Client } from '@temporalio/client'
import type { DoctorParts } from '../doctor/doctor-parts.ts'
import { runDoctor } from '../doctor/run-doctor.ts'
import type { ForwarderStatus } from '../forwarder/forwarder-contract.ts'
import type { InboxCounts } from '../inbox/inbox-contract.ts'
import type { RequestMetrics } from '../requests/request-metrics.ts'
import type { FeedStatus } from '../settings/settings-feed.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { ReceiverFacts } from './receiver-needs.ts'
import { openSeenNeeds } from './seen-needs.ts'
import { type Now, watchNow } from './watch-now.ts'

export interface NowSources
  extends Omit<DoctorParts, 'snapshot' | 'alarm' | 'inbox' | 'forwarder' | 'keys' | 'away'> {
  readonly client: Client
  /** Folder for what outlives a restart. */
  readonly stateDir: string
  readonly inbox: { counts(): InboxCounts; isWritable(): boolean } | null
  readonly forwarder: { status(): ForwarderStatus } | null
  readonly feed: { current(): SettingsSnapshot | null; status(): FeedStatus }
  readonly metrics: RequestMetrics
}

/**
 * Begins to look at a receiver and its Temporal; to be stopped with the receiver.
 *
 * @example const now = await createNow({ ...parts, stateDir: config.stateDir })
 */
export async function createNow(sources: NowSources): Promise<Now> {
  const { client, startNodes, stateDir, forwarder, feed, metrics } = sources
  return watchNow({
    client,
    startNodes,
    seen: await openSeenNeeds(stateDir),
    facts: () => factsOf(sources),
    forwarded: () => forwarder?.status().forwarded ?? null,
    examine: () =>
      runDoctor({ ...sources, keys: metrics, snapshot: feed.current(), alarm: feed.status().alarm }),
  })
}

function factsOf({ inbox, forwarder, feed, metrics, startNodes }: NowSources) {
  const answers = new Map<string, ReceiverFacts['answers'] extends ReadonlyMap<string, infer A> ? A : never>()
  for (const process of startNodes.keys()) {
    // The slot that runs may have just begun
    const [before, running] = metrics.answerSlotsOf(process).slice(-2)
    const slot = (running?.count ?? 0) >= (before?.count ?? 0) ? running : before
    if (slot !== undefined) answers.set(process, slot)
  }
  return {
    inbox: inbox === null ? null : { ...inbox.counts(), isWritable: inbox.isWritable() },
    forwarder: forwarder?.status() ?? null,
    paused: Object.entries(feed.current()?.startNodes ?? {}).flatMap(([process, { intake }]) =>
      intake?.paused ? [process] : [],
    ),
    answers,
  }
}
