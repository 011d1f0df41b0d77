/**
 * What the history of one run tells without a worker: argument, result, how often each activity was tried, who
 * signalled. Read page by page to a bound, since a task may loop for months.
 */
import type { Client } from '@temporalio/client'
import type { SerializationContext } from '@temporalio/common'
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
  decodeUserMetadata,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import type proto from '@temporalio/proto'
import { type ExplainedFailure, explainFailure } from './explain-failure.ts'
import { isoOf } from './iso-of.ts'

type Event = proto.temporal.api.history.v1.IHistoryEvent

/** One activity of a run, with all its tries. */
export interface ActivityView {
  /** Title of the node it is of; null: none named it. */
  readonly node: string | null
  readonly type: string
  readonly state: 'running' | 'passed' | 'failed' | 'cancelled'
  /** 1 when the first try did. While it runs, those that are known from the history. */
  readonly attempts: number
  /** ISO 8601, UTC. */
  readonly scheduledAt: string
  readonly endedAt: string | null
  /** What the last try that failed said, in plain words. */
  readonly error: string | null
}

export interface SignalView {
  readonly name: string
  readonly at: string
  /** Identity of the sender, e.g. `api:bob`. */
  readonly by: string | null
}

export interface RunHistory {
  /** Argument of the run; undefined: it had none. */
  readonly argument: unknown
  readonly result: unknown
  readonly failure: ExplainedFailure | null
  /** Who ended it by hand: what the history says of a cancel or a terminate. */
  readonly endedBy: string | null
  readonly activities: readonly ActivityView[]
  readonly signals: readonly SignalView[]
  /** False: only the beginning was read, as far as activities and signals go. */
  readonly complete: boolean
  /** The run had ended when this was read. */
  readonly ends: boolean
}

const PAGE_EVENTS = 500
/** Beyond that a person reads the Web UI. */
const MAX_EVENTS = 3_000
/** HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT of Temporal's API. */
const CLOSE_EVENT = 2

/** @param closed the run has ended, so its last event tells how */
export async function readRunHistory(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  closed: boolean,
): Promise<RunHistory> {
  const { events, complete } = await fetchEvents(client, execution)
  const close = closed ? (complete ? events.at(-1) : await fetchClose(client, execution)) : undefined
  const reader = new HistoryReader(client, execution.workflowId)
  for (const event of events) await reader.read(event)
  return { ...(await reader.end(events[0], close)), complete, ends: complete && isClose(events.at(-1)) }
}

function isClose(event: Event | undefined): boolean {
  const how =
    event?.workflowExecutionCompletedEventAttributes ??
    event?.workflowExecutionFailedEventAttributes ??
    event?.workflowExecutionTimedOutEventAttributes ??
    event?.workflowExecutionCanceledEventAttributes ??
    event?.workflowExecutionTerminatedEventAttributes ??
    event?.workflowExecutionContinuedAsNewEventAttributes
  return how !== null && how !== undefined
}

async function fetchEvents(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<{ events: Event[]; complete: boolean }> {
  const { namespace } = client.options
  const events: Event[] = []
  let nextPageToken: Uint8Array = Buffer.alloc(0)
  do {
    const request = { namespace, execution, maximumPageSize: PAGE_EVENTS, nextPageToken }
    const page = await client.workflowService.getWorkflowExecutionHistory(request)
    events.push(...(page.history?.events ?? []))
    nextPageToken = page.nextPageToken
  } while (nextPageToken.length > 0 && events.length < MAX_EVENTS)
  return { events, complete: nextPageToken.length === 0 }
}

async function fetchClose(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<Event | undefined> {
  const { namespace } = client.options
  const request = { namespace, execution, historyEventFilterType: CLOSE_EVENT as 2 }
  return (await client.workflowService.getWorkflowExecutionHistory(request)).history?.events?.at(-1)
}

class HistoryReader {
  readonly #activities = new Map<string, { -readonly [Key in keyof ActivityView]: ActivityView[Key] }>()
  readonly #signals: SignalView[] = []
  readonly #converter: Client['options']['loadedDataConverter']
  readonly #context: { type: 'workflow'; namespace: string; workflowId: string }
  /** Ids of the activities, by the event that scheduled them: their payloads are sealed for them. */
  readonly #activityIds = new Map<string, string>()

  constructor(client: Client, workflowId: string) {
    this.#converter = client.options.loadedDataConverter
    this.#context = { type: 'workflow', namespace: client.options.namespace, workflowId }
  }

  async read(event: Event): Promise<void> {
    const at = isoOf(event.eventTime) ?? ''
    if (event.activityTaskScheduledEventAttributes) {
      this.#activityIds.set(
        String(event.eventId),
        event.activityTaskScheduledEventAttributes.activityId ?? '',
      )
      const context = this.#contextOf(event.eventId)
      const metadata = await decodeUserMetadata(this.#converter, event.userMetadata, context)
      this.#activities.set(String(event.eventId), {
        node: metadata.staticSummary ?? null,
        type: event.activityTaskScheduledEventAttributes.activityType?.name ?? '',
        state: 'running',
        attempts: 1,
        scheduledAt: at,
        endedAt: null,
        error: null,
      })
    } else if (event.activityTaskStartedEventAttributes) {
      const { scheduledEventId, attempt, lastFailure } = event.activityTaskStartedEventAttributes
      const activity = this.#activities.get(String(scheduledEventId))
      if (activity === undefined) return
      activity.attempts = attempt ?? 1
      activity.error = (await this.#explain(lastFailure, this.#contextOf(scheduledEventId)))?.message ?? null
    } else if (event.workflowExecutionSignaledEventAttributes) {
      const { signalName, identity } = event.workflowExecutionSignaledEventAttributes
      this.#signals.push({ name: signalName ?? '', at, by: identity || null })
    } else await this.#readEnd(event, at)
  }

  async #readEnd(event: Event, at: string): Promise<void> {
    const passed = event.activityTaskCompletedEventAttributes
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes
    const cancelled = event.activityTaskCanceledEventAttributes
    const activity = this.#activities.get(String((passed ?? failed ?? cancelled)?.scheduledEventId))
    if (activity === undefined) return
    activity.endedAt = at
    activity.state = passed ? 'passed' : failed ? 'failed' : 'cancelled'
    const context = this.#contextOf(failed?.scheduledEventId)
    if (failed) activity.error = (await this.#explain(failed.failure, context))?.message ?? activity.error
  }

  async end(
    first: Event | undefined,
    close: Event | undefined,
  ): Promise<Omit<RunHistory, 'complete' | 'ends'>> {
    const input = first?.workflowExecutionStartedEventAttributes?.input?.payloads
    const completed = close?.workflowExecutionCompletedEventAttributes
    const terminated = close?.workflowExecutionTerminatedEventAttributes
    const failed = close?.workflowExecutionFailedEventAttributes
    return {
      argument: (await this.#decode(input))[0],
      result: (await this.#decode(completed?.result?.payloads))[0] ?? null,
      failure: failed ? await this.#explain(failed.failure) : explainEnd(close),
      endedBy: terminated?.identity || null,
      activities: [...this.#activities.values()],
      signals: this.#signals,
    }
  }

  #contextOf(scheduledEventId: unknown): SerializationContext {
    const activityId = this.#activityIds.get(String(scheduledEventId)) ?? ''
    return { ...this.#context, type: 'activity', activityId, isLocal: false }
  }

  #decode(payloads: proto.temporal.api.common.v1.IPayload[] | null | undefined): Promise<unknown[]> {
    return decodeArrayFromPayloads(this.#converter, payloads, this.#context)
  }

  async #explain(
    failure: proto.temporal.api.failure.v1.IFailure | null | undefined,
    context: SerializationContext = this.#context,
  ): Promise<ExplainedFailure | null> {
    const error = await decodeOptionalFailureToOptionalError(this.#converter, failure, context)
    return error === undefined ? null : explainFailure(error)
  }
}

/** An end that is no failure of the process itself, in words; null: it completed, or is open. */
function explainEnd(close: Event | undefined): ExplainedFailure | null {
  const because = (message: string) => ({ message, type: null, failedNode: null })
  const terminated = close?.workflowExecutionTerminatedEventAttributes
  if (terminated) return because(`Terminated: ${terminated.reason || 'no reason was given'}`)
  if (close?.workflowExecutionTimedOutEventAttributes) return because('It took longer than its workflow may')
  if (close?.workflowExecutionCanceledEventAttributes) return because('It was cancelled')
  return null
}
