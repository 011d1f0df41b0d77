import type { Client } from '@temporalio/client'
import type { DoctorParts } from '../doctor/doctor-parts.ts'
import { runDoctor } from '../doctor/run-doctor.ts'
import type { ForwarderStatus } from '../forwarder/forwarder-contract.ts'
import type { InboxWatch } from '../forwarder/waiting/watch-inbox.ts'
import type { InboxCounts } from '../inbox/inbox-contract.ts'
import type { RequestMetrics } from '../requests/request-metrics.ts'
import type { Unusual } from '../requests/store/watch-unusual.ts'
import type { FeedStatus } from '../settings/settings-feed.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { ReceiverFacts } from './receiver-needs.ts'
import { openSeenNeeds } from './seen-needs.ts'
import { type Now, type NowParts, watchNow } from './watch-now.ts'

export interface NowSources
  extends Omit<DoctorParts, 'snapshot' | 'alarm' | 'inbox' | 'forwarder' | 'keys' | 'away'> {
  readonly client: Client
  /** Folder for what outlives a restart. */
  readonly ownDir: string
  readonly inbox: { counts(): InboxCounts; isWritable(): boolean } | null
  readonly forwarder: { status(): ForwarderStatus } | null
  readonly feed: { current(): SettingsSnapshot | null; status(): FeedStatus }
  readonly metrics: RequestMetrics
  /** Null without an inbox. */
  readonly watch: InboxWatch | null
  unusual(processes: readonly string[]): readonly Unusual[]
  /** What the other receivers suffer from. */
  readonly askOthers: NowParts['askOthers']
}

/**
 * Begins to look at a receiver and its Temporal; to be stopped with the receiver.
 *
 * @example const now = await createNow({ ...parts, ownDir: config.ownDir })
 */
export async function createNow(sources: NowSources): Promise<Now> {
  const { client, startNodes, ownDir, feed, metrics, askOthers } = sources
  return watchNow({
    client,
    startNodes,
    seen: await openSeenNeeds(ownDir),
    facts: () => factsOf(sources),
    askOthers,
    examine: () =>
      runDoctor({ ...sources, keys: metrics, snapshot: feed.current(), alarm: feed.status().alarm }),
  })
}

function factsOf(sources: NowSources): ReceiverFacts {
  const { inbox, watch, forwarder, feed, metrics, startNodes, unusual } = sources
  const answers = new Map<string, ReceiverFacts['answers'] extends ReadonlyMap<string, infer A> ? A : never>()
  for (const process of startNodes.keys()) {
    // The slot that runs may have just begun
    const [before, running] = metrics.answerSlotsOf(process).slice(-2)
    const slot = (running?.count ?? 0) >= (before?.count ?? 0) ? running : before
    if (slot !== undefined) answers.set(process, slot)
  }
  return {
    inbox:
      inbox === null || watch === null
        ? null
        : { ...inbox.counts(), level: watch.verdict().level, drain: watch.drain() },
    forwarder: forwarder?.status() ?? null,
    paused: Object.entries(feed.current()?.startNodes ?? {}).flatMap(([process, { intake }]) =>
      intake?.paused ? [process] : [],
    ),
    answers,
    unusual: unusual([...startNodes.keys()]),
  }
}
