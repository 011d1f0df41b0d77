/**
 * Looks again and again at what may need somebody, and keeps one steady verdict: also while nobody looks at it, since it says
 * since when all is well. One look at a time; what Temporal does not tell in time stays as it was told.
 */
import type { Client } from '@temporalio/client'
import type { DoctorReport } from '../doctor/doctor-report.ts'
import { doctorNeeds } from './doctor-needs.ts'
import { type Need, type NeedKind, type NowView, sortNeeds } from './need.ts'
import { readQuarantineNeeds } from './quarantine-needs.ts'
import { type ReceiverFacts, receiverNeeds } from './receiver-needs.ts'
import type { SeenNeeds } from './seen-needs.ts'
import { beginSteady, settle, toldNeeds } from './steady.ts'
import { readTaskNeeds, type TaskNeedsParts } from './task-needs.ts'

export interface NowParts extends Pick<TaskNeedsParts, 'startNodes'> {
  readonly client: Client
  readonly seen: SeenNeeds
  /** As the receiver is now. */
  facts(): ReceiverFacts
  /** What the other receivers suffer from, and which did not say. */
  askOthers(): Promise<{ readonly needs: readonly Need[]; readonly away: readonly string[] }>
  examine(): Promise<DoctorReport>
}

export interface Now {
  /** What this receiver itself suffers from, for the others. */
  own(): Need[]
  /** What the last look found. */
  view(): NowView
  /** Looks now, or waits for the look under way. */
  look(): Promise<NowView>
  /**
   * Somebody is done with what they saw of a need; what ended later is told again.
   *
   * @param until of the need as they saw it, ISO 8601; left out: as it is told now
   */
  markSeen(id: string, until?: string): Promise<NowView>
  /** Calls back after each look that found something else; returns how to end that. */
  subscribe(listener: (view: NowView) => void): () => void
  stop(): void
}

const LOOK_MS = { watched: 5_000, alone: 30_000 }
const OF_DOCTOR: readonly NeedKind[] = ['refuses_all', 'settings', 'keyless', 'workers', 'doctor']
/** Of one receiver; all else they have in common. */
const OF_RECEIVER: readonly NeedKind[] = [
  'temporal',
  'settings',
  'inbox_full',
  'held',
  'stuck',
  'answer_times',
]

/** @example const now = watchNow(parts); const { state, needs } = await now.look() */
export function watchNow(parts: NowParts): Now {
  let steady = beginSteady(Date.now())
  let unknown: readonly string[] = []
  let lookedAt = Date.now()
  let looking: Promise<NowView> | null = null
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  const listeners = new Set<(view: NowView) => void>()
  /** Of the others, by id. */
  let theirs: ReadonlySet<string> = new Set()

  const view = (): NowView => ({
    state: steady.state,
    since: new Date(steady.since).toISOString(),
    needs: sortNeeds(toldNeeds(steady)),
    unknown: [...unknown],
    lookedAt: new Date(lookedAt).toISOString(),
  })

  async function readAll(): Promise<NowView> {
    const now = Date.now()
    const facts = parts.facts()
    const isTold = (id: string) => steady.followed.get(id)?.told === true
    const own = receiverNeeds(facts, isTold)
    const isAway = facts.forwarder !== null && facts.forwarder.state !== 'forwarding'
    const untold = new Map<NeedKind, string>()
    const note = (kinds: readonly NeedKind[], error: unknown): Need[] => {
      for (const kind of kinds) untold.set(kind, (error as Error).message)
      return []
    }
    const [tasks, quarantine, doctor, others] = await Promise.all([
      readTaskNeeds({ ...parts, seenAt: parts.seen.at }, now),
      readQuarantineNeeds(parts.client).catch((error: unknown) => note(['quarantine'], error)),
      parts.examine().then(
        ({ findings }) => doctorNeeds(findings, !isAway),
        (error: unknown) => note(OF_DOCTOR, error),
      ),
      parts.askOthers(),
    ])
    for (const [kind, why] of tasks.unknown) untold.set(kind, why)
    if (untold.has('waiting')) untold.set('unanswered', untold.get('waiting') ?? '')
    const before = JSON.stringify({ ...view(), lookedAt: null })
    lookedAt = Date.now()
    steady = settle(
      steady,
      [...own, ...tasks.needs, ...quarantine, ...doctor, ...others.needs],
      new Set(untold.keys()),
      lookedAt,
    )
    theirs = new Set(others.needs.map(({ id }) => id))
    unknown = [...tell(untold), ...others.away]
    const after = view()
    if (JSON.stringify({ ...after, lookedAt: null }) !== before)
      for (const listener of listeners) listener(after)
    return after
  }

  function look(): Promise<NowView> {
    looking ??= readAll().finally(() => {
      looking = null
      plan()
    })
    return looking
  }

  function plan(): void {
    if (timer !== null) clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => void look(), listeners.size > 0 ? LOOK_MS.watched : LOOK_MS.alone)
    timer.unref()
  }

  void look()
  return {
    own: () => toldNeeds(steady).filter(({ id, kind }) => OF_RECEIVER.includes(kind) && !theirs.has(id)),
    view,
    look,
    async markSeen(id, until) {
      const now = Date.now()
      const newest = until ?? toldNeeds(steady).find((need) => need.id === id)?.until ?? null
      // Temporal's times are finer than ours
      await parts.seen.mark(id, newest === null ? now : Math.min(Date.parse(newest) + 1, now), now)
      await looking
      return look()
    },
    subscribe(listener) {
      listeners.add(listener)
      plan()
      return () => {
        listeners.delete(listener)
      }
    },
    stop() {
      stopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}

const WHAT: Readonly<Partial<Record<NeedKind, string>>> = {
  failed: 'failed tasks',
  retrying: 'tasks being tried again',
  rejected: 'outcomes of tasks',
  waiting: 'waiting tasks',
  quarantine: 'the quarantine',
  workers: 'workers and settings',
}

/** @returns e.g. `failed tasks, waiting tasks: Temporal does not answer` */
function tell(untold: ReadonlyMap<NeedKind, string>): string[] {
  const byReason = new Map<string, string[]>()
  for (const [kind, why] of untold) {
    const what = WHAT[kind]
    if (what !== undefined) byReason.set(why, [...(byReason.get(why) ?? []), what])
  }
  return [...byReason].map(([why, whats]) => `${whats.join(', ')}: ${why}`)
}
