import type { Client, WorkflowHandle } from '@temporalio/client'
import type proto from '@temporalio/proto'
import { StartnodeError } from '../errors/startnode-error.ts'
import { TRACE_QUERY, type TraceEntry } from '../process/trace.ts'

type EventId = NonNullable<proto.temporal.api.history.v1.IHistoryEvent['eventId']>

/** A query waits for a worker to replay, ms. */
const TRACE_WITHIN_MS = 10_000

/**
 * The event to reset a task to so that it visits a node again: the end of the workflow task in which its last visit of
 * the node began. Found by time, since the clock of a process stands still while it takes one step; so it works for
 * nodes that leave nothing in the history too.
 *
 * @param node title as in the trace, `Outer / Inner` where nodes nest
 * @throws StartnodeError `task_refused` when the task was not there, `worker_missing` when no worker tells
 */
export async function findResetPoint(client: Client, run: WorkflowHandle, node: string): Promise<EventId> {
  const visits = await readVisits(client, run)
  const visit = visits.findLast((entry) => entry.node === node)
  if (visit === undefined) {
    const known = [...new Set(visits.map((entry) => `'${entry.node}'`))].join(', ') || 'none yet'
    throw new StartnodeError('task_refused', `The task was not at '${node}'. It was at: ${known}`)
  }
  const began = Date.parse(visit.startedAt)
  const { events } = await run.fetchHistory()
  const startedAt = new Map<number, number>()
  let point: EventId | null = null
  for (const { eventId, eventTime, ...event } of events ?? []) {
    if (event.workflowTaskStartedEventAttributes)
      startedAt.set(
        Number(eventId),
        Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6),
      )
    const startedId = event.workflowTaskCompletedEventAttributes?.startedEventId
    if (startedId && (startedAt.get(Number(startedId)) ?? Number.POSITIVE_INFINITY) <= began)
      point = eventId ?? null
  }
  if (point === null)
    throw new StartnodeError('task_refused', `The history does not tell where '${node}' began`)
  return point
}

/**
 * The node that a task failed at, as its trace names it.
 *
 * @throws StartnodeError `task_refused` when none failed, `worker_missing` when no worker tells
 */
export async function findFailedNode(client: Client, run: WorkflowHandle): Promise<string> {
  const failed = (await readVisits(client, run)).findLast(({ state }) => state === 'failed')
  if (failed === undefined)
    throw new StartnodeError(
      'task_refused',
      'Its trace names no node that failed: reset it to a node, or run it again',
    )
  return failed.node
}

async function readVisits(client: Client, run: WorkflowHandle): Promise<readonly TraceEntry[]> {
  try {
    return await client.withDeadline(Date.now() + TRACE_WITHIN_MS, () => run.query<TraceEntry[]>(TRACE_QUERY))
  } catch {
    throw new StartnodeError(
      'worker_missing',
      'No worker told which nodes the task visited; nothing was reset',
    )
  }
}
