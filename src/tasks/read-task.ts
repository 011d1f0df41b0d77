/** One task as people see it: state, nodes with times, result; the same facts the Web UI shows. */
import type { Client, WorkflowHandle } from '@temporalio/client'
import { TRACE_QUERY, type TraceEntry } from '../process/trace.ts'
import { believeResult } from '../temporal/codec/answers.ts'
import { MPO_PROCESS, MPO_TASK_ID } from '../temporal/search-attributes.ts'
import type { RecordResult } from '../workflows/entities/delivery-record.ts'
import { type PendingActivity, readPending } from './page/read-pending.ts'
import { readSaid, type Said } from './state/read-said.ts'
import { type TaskOutcome, taskOutcomeOf } from './task-outcome.ts'

export interface TaskView {
  readonly workflowId: string
  readonly runId: string
  readonly workflowType: string
  /** As its search attributes say; null: the namespace has none. */
  readonly process: string | null
  readonly taskId: string | null
  /** What became of the delivery. */
  readonly outcome: TaskOutcome
  /** What the task says of itself. */
  readonly said: Said
  /** Temporal's status name, e.g. RUNNING or COMPLETED. */
  readonly status: string
  readonly startedAt: string
  readonly closedAt: string | null
  /** Null when no worker answers the query. */
  readonly trace: readonly TraceEntry[] | null
  /** What is under way; `startnode task` tells by it why a node does not go on. */
  readonly pending: readonly PendingActivity[]
  readonly result: unknown
  readonly failure: string | null
}

/** A query waits for a worker to replay; without one it must not hold the answer up, ms. */
const TRACE_WITHIN_MS = 3_000

/** Reads a task once. */
export async function readTask(client: Client, handle: WorkflowHandle): Promise<TaskView> {
  const description = await handle.describe()
  const view = {
    workflowId: description.workflowId,
    runId: description.runId,
    workflowType: description.type,
    process: description.typedSearchAttributes.get(MPO_PROCESS) ?? null,
    taskId: description.typedSearchAttributes.get(MPO_TASK_ID) ?? null,
    outcome: taskOutcomeOf(description.type, description.status.name),
    said: readSaid(description),
    status: description.status.name,
    startedAt: description.startTime.toISOString(),
    closedAt: description.closeTime?.toISOString() ?? null,
    trace: await readTrace(client, handle),
    pending: await readPending(client, description),
  }
  // A paused one is no more closed than a running one.
  if (view.closedAt === null) return { ...view, result: null, failure: null }
  try {
    const result = await believeResult<unknown>(client.workflow, null, () => handle.result())
    // A record that was undecided a moment ago.
    const outcome = view.outcome === 'signal' ? (result as RecordResult).kind : null
    return { ...view, ...(outcome === 'task' ? { outcome } : {}), result, failure: null }
  } catch (error) {
    const cause = (error as Error).cause
    return {
      ...view,
      result: null,
      failure: cause instanceof Error ? cause.message : (error as Error).message,
    }
  }
}

async function readTrace(client: Client, handle: WorkflowHandle): Promise<readonly TraceEntry[] | null> {
  try {
    return await client.withDeadline(Date.now() + TRACE_WITHIN_MS, () =>
      handle.query<TraceEntry[]>(TRACE_QUERY),
    )
  } catch {
    return null
  }
}
