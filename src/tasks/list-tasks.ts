import type { Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import proto from '@temporalio/proto'
import { StartnodeError } from '../errors/startnode-error.ts'
import { refWorkflowId } from '../process/ids/workflow-id.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { readCursor, writeCursor } from '../temporal/page-cursor.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { besideQuery, type TaskFilter, taskQuery } from './list/task-query.ts'
import { isoOf } from './page/iso-of.ts'
import { type TaskOutcome, taskOutcomeOf } from './task-outcome.ts'
import { isAskable } from './visibility-query.ts'

/** Names as `describe` gives them; the numbers are those of Temporal's API. */
const STATUS_NAMES = Object.fromEntries(
  Object.entries(proto.temporal.api.enums.v1.WorkflowExecutionStatus)
    .filter(([, number]) => typeof number === 'number')
    .map(([name, number]) => [String(number), name.replace('WORKFLOW_EXECUTION_STATUS_', '')]),
)

export interface PageOf extends TaskFilter {
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
  /** How the process says it ended. */
  readonly endedAs: string | null
  /** What an open one does: `waiting`, `retrying`; null: it is at work, or nobody says. */
  readonly doing: string | null
  /** Why it is tried again, or failed. */
  readonly cause: string | null
  /** Since when it waits or is tried again. */
  readonly since: string | null
}

const DEADLINE_MS = 5_000

/**
 * Lists tasks by Temporal's visibility, page by page: open ones first, the newest first, then the others by their end, the latest
 * first. It can't be asked for another order. The SDK's own list hides the pages.
 *
 * @throws TemporalUnreachableError; StartnodeError `usage` for a cursor that is none, `request_invalid` for a search attribute
 * that the namespace does not have
 */
export async function listTasks(
  client: Client,
  filter: PageOf,
): Promise<{ tasks: TaskRow[]; cursor: string | null }> {
  const nextPageToken = readCursor(filter.cursor)
  if (filter.process !== undefined && filter.ref !== undefined && !isAskable(filter.ref)) {
    const found = await describeTask(client, refWorkflowId(filter.process, filter.ref))
    return { tasks: found === null ? [] : [found], cursor: null }
  }
  return listBy(client, taskQuery(filter), filter.limit, nextPageToken)
}

/** What is no task but came under the same search: entries in quarantine, and records that nobody has decided. */
export async function listBeside(
  client: Client,
  filter: Pick<TaskFilter, 'process' | 'search'>,
  limit: number,
): Promise<TaskRow[]> {
  return (await listBy(client, besideQuery(filter), limit, new Uint8Array())).tasks
}

/** How many a filter lets through, by the rule of the list. @throws as `listTasks` */
export async function countTasks(client: Client, filter: TaskFilter): Promise<number> {
  const query = taskQuery(filter)
  try {
    const { count } = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflow.count(query),
    )
    return count
  } catch (error) {
    throw explainQueryError(error, 'counting tasks')
  }
}

async function listBy(client: Client, query: string, pageSize: number, nextPageToken: Uint8Array) {
  try {
    const page = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        query,
        pageSize,
        nextPageToken,
      }),
    )
    return { tasks: page.executions.map(rowOf), cursor: writeCursor(page.nextPageToken) }
  } catch (error) {
    throw explainQueryError(error, 'listing tasks')
  }
}

/** The latest run of a workflow id, for texts that visibility can't look for. @returns null: there is none */
export async function describeTask(client: Client, workflowId: string): Promise<TaskRow | null> {
  const execution = { workflowId }
  try {
    const { workflowExecutionInfo: info } = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflowService.describeWorkflowExecution({ namespace: client.options.namespace, execution }),
    )
    return info ? rowOf(info) : null
  } catch (error) {
    // Longer than an id can be: there is none, either
    const code = grpcFailureOf(error)?.code
    if (code === 'NOT_FOUND' || code === 'INVALID_ARGUMENT') return null
    throw explainTemporalError(error, 'listing tasks')
  }
}

/** What Temporal answers to a name that it does not know, e.g. `invalid search attribute: MpoState`. */
const UNKNOWN_ATTRIBUTE = /invalid search attribute: '?(\w+)/

/** @returns the search attribute that the namespace lacks; null: something else went wrong */
export function lackingAttributeOf(error: unknown): string | null {
  const failure = grpcFailureOf(error)
  return failure === null || failure === undefined
    ? null
    : (UNKNOWN_ATTRIBUTE.exec(failure.details)?.[1] ?? null)
}

function explainQueryError(error: unknown, doing: string): Error {
  const lacking = lackingAttributeOf(error)
  if (lacking === null) return explainTemporalError(error, doing)
  return new StartnodeError(
    'request_invalid',
    `The namespace has no search attribute ${lacking}, so lists can not be filtered by it: run \`startnode setup\``,
    { cause: error },
  )
}

function rowOf(info: proto.temporal.api.workflow.v1.IWorkflowExecutionInfo): TaskRow {
  const attribute = (name: string) => {
    const payload = info.searchAttributes?.indexedFields?.[name]
    const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : null
    return value === null || value === undefined ? null : String(value)
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
    endedAs: attribute('MpoOutcome'),
    doing: info.closeTime ? null : attribute('MpoState'),
    cause: attribute('MpoCause'),
    since: attribute('MpoSince'),
  }
}
