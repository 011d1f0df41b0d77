import type { Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import proto from '@temporalio/proto'
import { refWorkflowId } from '../process/ids/workflow-id.ts'
import { nodeAttribute } from '../process/node-attribute.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { readCursor, writeCursor } from '../temporal/page-cursor.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { isoOf } from './page/iso-of.ts'
import { type TaskOutcome, taskOutcomeOf } from './task-outcome.ts'
import { isAskable, quote } from './visibility-query.ts'

export const TASK_STATES = ['running', 'completed', 'failed', 'canceled', 'terminated', 'timed-out'] as const

const STATUS_OF: Readonly<Record<(typeof TASK_STATES)[number], string>> = {
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
  terminated: 'Terminated',
  'timed-out': 'TimedOut',
}

/** Names as `describe` gives them; the numbers are those of Temporal's API. */
const STATUS_NAMES = Object.fromEntries(
  Object.entries(proto.temporal.api.enums.v1.WorkflowExecutionStatus)
    .filter(([, number]) => typeof number === 'number')
    .map(([name, number]) => [String(number), name.replace('WORKFLOW_EXECUTION_STATUS_', '')]),
)

export interface TaskFilter {
  readonly process?: string | undefined
  readonly ref?: string | undefined
  readonly taskId?: string | undefined
  readonly node?: string | undefined
  readonly state?: (typeof TASK_STATES)[number] | undefined
  /** ISO 8601: only tasks that started then or later, and before. */
  readonly startedFrom?: string | undefined
  readonly startedBefore?: string | undefined
  readonly limit: number
  /** Of the page before. */
  readonly cursor?: string | undefined
}

export interface TaskRow {
  readonly workflowId: string
  readonly runId: string
  readonly workflowType: string
  readonly outcome: TaskOutcome
  readonly status: string
  readonly startedAt: string
  readonly closedAt: string | null
  readonly process: string | null
  readonly taskId: string | null
  readonly ref: string | null
  readonly node: string | null
}

const DEADLINE_MS = 5_000

/**
 * Lists tasks, quarantined deliveries and undecided records by Temporal's visibility, newest first, page by page; the
 * SDK's own list hides the pages. A decided record is not listed: the task it started or signalled is.
 *
 * @throws TemporalUnreachableError; StartnodeError `usage` for a cursor that is none
 */
export async function listTasks(
  client: Client,
  filter: TaskFilter,
): Promise<{ tasks: TaskRow[]; cursor: string | null }> {
  const nextPageToken = readCursor(filter.cursor)
  if (filter.process !== undefined && filter.ref !== undefined && !isAskable(filter.ref))
    return { tasks: await findByRef(client, filter.process, filter.ref), cursor: null }
  try {
    const page = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        query: queryOf(filter),
        pageSize: filter.limit,
        nextPageToken,
      }),
    )
    return {
      tasks: page.executions.map(rowOf),
      cursor: writeCursor(page.nextPageToken),
    }
  } catch (error) {
    throw explainTemporalError(error, 'listing tasks')
  }
}

/** The latest task of a ref that visibility can't look for: by its workflow id. */
async function findByRef(client: Client, process: string, ref: string): Promise<TaskRow[]> {
  const execution = { workflowId: refWorkflowId(process, ref) }
  try {
    const { workflowExecutionInfo: info } = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflowService.describeWorkflowExecution({ namespace: client.options.namespace, execution }),
    )
    return info ? [rowOf(info)] : []
  } catch (error) {
    if (grpcFailureOf(error)?.code === 'NOT_FOUND') return []
    throw explainTemporalError(error, 'listing tasks')
  }
}

function queryOf(filter: TaskFilter): string {
  const { process, ref, taskId, node, state, startedFrom, startedBefore } = filter
  const is = (attribute: string, value: string | undefined) =>
    value === undefined ? [] : [`${attribute} = ${quote(value)}`]
  return [
    ...(process === undefined ? ['MpoProcess IS NOT NULL'] : is('MpoProcess', process)),
    ...is('MpoRef', ref),
    ...is('MpoTaskId', taskId),
    ...is('MpoNode', node === undefined ? undefined : nodeAttribute(node)),
    ...(startedFrom === undefined ? [] : [`StartTime >= ${quote(startedFrom)}`]),
    ...(startedBefore === undefined ? [] : [`StartTime < ${quote(startedBefore)}`]),
    "((WorkflowType != 'deliveryRecord' AND WorkflowType != 'callbackRecord') OR ExecutionStatus = 'Running')",
    ...(state === undefined ? [] : is('ExecutionStatus', STATUS_OF[state])),
  ].join(' AND ')
}

function rowOf(info: proto.temporal.api.workflow.v1.IWorkflowExecutionInfo): TaskRow {
  const attribute = (name: string) => {
    const payload = info.searchAttributes?.indexedFields?.[name]
    return payload ? String(defaultPayloadConverter.fromPayload(payload)) : null
  }
  const workflowType = info.type?.name ?? ''
  const status = STATUS_NAMES[String(info.status)] ?? 'UNKNOWN'
  return {
    workflowId: info.execution?.workflowId ?? '',
    runId: info.execution?.runId ?? '',
    workflowType,
    outcome: taskOutcomeOf(workflowType, status),
    status,
    startedAt: isoOf(info.startTime) ?? '',
    closedAt: isoOf(info.closeTime),
    process: attribute('MpoProcess'),
    taskId: attribute('MpoTaskId'),
    ref: attribute('MpoRef'),
    node: attribute('MpoNode'),
  }
}
