/**
 * What a reset would write again. Outside it is known by its key, but not for ever: Mambu keeps a key 6 hours. So
 * whoever resets a task further back is told.
 */
import type { Client } from '@temporalio/client'
import {
  decodeArrayFromPayloads,
  decodeUserMetadata,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import type proto from '@temporalio/proto'
import { KEY_KEPT_MS } from '../mambu/client/idempotency-key.ts'
import type { RunOf } from '../temporal/temporal-command.ts'
import { writeOf } from './write-of.ts'

type Event = proto.temporal.api.history.v1.IHistoryEvent

/** A write that lies behind the point of a reset, so that the task does it again. */
export interface ResetWrite {
  /** To confirm it by: its key, or activity and event where there is none. */
  readonly id: string
  /** Title of the node; null: none named it. */
  readonly node: string | null
  readonly activity: string
  /** When it was asked for, so done at the earliest; ISO 8601, UTC. */
  readonly at: string
  /** When it was done, or given up; null: it is under way. */
  readonly endedAt: string | null
  /** Idempotency-Key, or the task where the activity makes its own; null: it carries none. */
  readonly key: string | null
  /** Until when it is known under its key; null: it never was. */
  readonly knownUntil: string | null
  /** Done again now, nothing would happen twice. */
  readonly covered: boolean
}

interface Found {
  readonly runId: string
  readonly event: Event
  readonly type: string
  endedAt: number | null
}

const PAGE_EVENTS = 1_000
const LOCAL_ACTIVITY = 'core_local_activity'

/**
 * All writes that a reset to an event would do again: those of this run behind it, of the runs it continued as, and of
 * the other runs that resets made of it. One that ended before the point is not done again.
 *
 * @param point event to reset to
 * @param now ms since 1970
 * @returns in the order in which they were asked for
 */
export async function findWrites(
  client: Client,
  { workflowId, runId }: RunOf,
  point: number,
  now = Date.now(),
): Promise<ResetWrite[]> {
  const kept = new Set<string>()
  const again = new Map<string, Found>()
  const runs = new Set([runId])
  for (const each of runs) {
    const { activities, next } = await readRun(client, { workflowId, runId: each })
    for (const { found, endEvent } of activities) {
      const name = identityOf(found.event)
      if (each === runId && endEvent !== null && endEvent < point) kept.add(name)
      else if (!kept.has(name) && !again.has(name)) again.set(name, found)
    }
    for (const one of next) runs.add(one)
  }
  const writes: ResetWrite[] = []
  for (const found of again.values()) {
    const write = await describe(client, workflowId, found, now)
    if (write !== null) writes.push(write)
  }
  return writes.sort((one, other) => one.at.localeCompare(other.at))
}

/** One write in a line: what, when, and whether it is still known. */
export function tellWrite({ node, activity, at, key, knownUntil, covered }: ResetWrite): string {
  const what = `${node === null ? activity : `'${node}' (${activity})`} of ${at}`
  if (key === null) return `${what}: carries no key, so it may be done twice`
  const known = covered ? 'is known until' : 'was known only until'
  return `${what}: its key ${key} ${known} ${knownUntil}${covered ? '' : ', so it may be done twice'}`
}

async function readRun(client: Client, execution: RunOf) {
  const { namespace } = client.options
  const activities: { readonly found: Found; endEvent: number | null }[] = []
  const byEvent = new Map<string, (typeof activities)[number]>()
  const next: string[] = []
  let nextPageToken: Uint8Array = Buffer.alloc(0)
  do {
    const request = { namespace, execution, maximumPageSize: PAGE_EVENTS, nextPageToken }
    const page = await client.workflowService.getWorkflowExecutionHistory(request)
    for (const event of page.history?.events ?? []) {
      const type = typeOf(event)
      if (type !== null) {
        const local = !event.activityTaskScheduledEventAttributes
        const found = { runId: execution.runId, event, type, endedAt: local ? timeOf(event) : null }
        activities.push({ found, endEvent: local ? Number(event.eventId) : null })
        byEvent.set(String(event.eventId), activities.at(-1) as (typeof activities)[number])
        continue
      }
      const ended = byEvent.get(String(endOf(event)))
      if (ended !== undefined) {
        ended.endEvent = Number(event.eventId)
        ended.found.endedAt = timeOf(event)
      }
      const linked = linkedBy(event)
      if (linked) next.push(linked)
    }
    nextPageToken = page.nextPageToken
  } while (nextPageToken.length > 0)
  const { workflowExtendedInfo } = await client.workflowService.describeWorkflowExecution({
    namespace,
    execution,
  })
  if (workflowExtendedInfo?.resetRunId) next.push(workflowExtendedInfo.resetRunId)
  return { activities, next }
}

/** Activity that an event begins: one that is scheduled, or a local one, of which only the end is written. */
function typeOf(event: Event): string | null {
  const scheduled = event.activityTaskScheduledEventAttributes
  if (scheduled) return scheduled.activityType?.name ?? ''
  const marker = event.markerRecordedEventAttributes
  if (marker?.markerName !== LOCAL_ACTIVITY) return null
  const data: unknown = JSON.parse(
    Buffer.from(marker.details?.data?.payloads?.[0]?.data ?? []).toString() || '{}',
  )
  return String((data as { activity_type?: unknown }).activity_type ?? '')
}

function endOf(event: Event) {
  return (
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.activityTaskCanceledEventAttributes
  )?.scheduledEventId
}

/** The run that took over when this one closed; of a run that a reset made, the one that was reset first. */
function linkedBy(event: Event) {
  const started = event.workflowExecutionStartedEventAttributes
  if (started) return started.originalExecutionRunId
  return (
    event.workflowExecutionContinuedAsNewEventAttributes ??
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes
  )?.newExecutionRunId
}

/** A reset copies the events before its point as they were: the same activity has the same number and time. */
function identityOf({ eventId, eventTime }: Event): string {
  return `${eventId} ${eventTime?.seconds} ${eventTime?.nanos}`
}

function timeOf({ eventTime }: Event): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6)
}

async function describe(
  client: Client,
  workflowId: string,
  { event, type, endedAt }: Found,
  now: number,
): Promise<ResetWrite | null> {
  const { input, activityId } = event.activityTaskScheduledEventAttributes ?? {}
  const converter = client.options.loadedDataConverter
  const { namespace } = client.options
  const context = {
    type: 'activity',
    namespace,
    workflowId,
    activityId: activityId ?? '',
    isLocal: false,
  } as const
  const args = input ? await readable(decodeArrayFromPayloads(converter, input.payloads, context)) : null
  const write = writeOf(type, args)
  if (write === null) return null
  const title = await readable(decodeUserMetadata(converter, event.userMetadata, context))
  const at = timeOf(event)
  const until = at + KEY_KEPT_MS
  const key = write.key ?? write.task
  return {
    id: write.key ?? `${type}@${event.eventId}`,
    node: title?.staticSummary ?? write.node,
    activity: type,
    at: new Date(at).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    key,
    knownUntil: key === null ? null : new Date(until).toISOString(),
    covered: key !== null && now < until,
  }
}

/** Null for what was sealed with a key that is not here any more: then its activity counts as a write without a key. */
async function readable<T>(decoded: Promise<T>): Promise<T | null> {
  try {
    return await decoded
  } catch {
    return null
  }
}
