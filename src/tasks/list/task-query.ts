/** The one place that writes what is asked of visibility about tasks. Pure. */
import { nodeAttribute } from '../../process/node-attribute.ts'
import { ALL_TASKS, OPEN, quote, quoteAll, tasksOf } from '../visibility-query.ts'

/**
 * What a list can be about. `running`: open, whatever they do; `waiting` and `retrying` are among them. Quarantine is no state of a
 * task: it has a list of its own.
 */
export const TASK_STATES = [
  'running',
  'waiting',
  'retrying',
  'completed',
  'failed',
  'canceled',
  'terminated',
  'timed-out',
] as const

export type TaskState = (typeof TASK_STATES)[number]

const CONDITION_OF: Readonly<Record<TaskState, string>> = {
  running: OPEN,
  waiting: `${OPEN} AND MpoState = 'waiting'`,
  retrying: `${OPEN} AND MpoState = 'retrying'`,
  completed: "ExecutionStatus = 'Completed'",
  failed: "ExecutionStatus = 'Failed'",
  canceled: "ExecutionStatus = 'Canceled'",
  terminated: "ExecutionStatus = 'Terminated'",
  'timed-out': "ExecutionStatus = 'TimedOut'",
}

/** Which tasks; what is not given does not matter. */
export interface TaskFilter {
  readonly process?: string | undefined
  /** The whole of it, as the search attribute has it. */
  readonly ref?: string | undefined
  readonly taskId?: string | undefined
  /** Title of the node it waits at; '': none. */
  readonly node?: string | undefined
  readonly state?: TaskState | undefined
  /** How the process says it ended; '': it said nothing. */
  readonly endedAs?: string | undefined
  /** Why it is tried again or failed, as `MpoCause` has it; '': nobody says. */
  readonly cause?: string | undefined
  /** ISO 8601: only tasks that started then or later, and before. */
  readonly startedFrom?: string | undefined
  readonly startedBefore?: string | undefined
  /** The same of their end. */
  readonly endedFrom?: string | undefined
  readonly endedBefore?: string | undefined
  /** Of `searchClause`: what a text may mean. */
  readonly search?: string | undefined
}

/**
 * @throws StartnodeError `request_invalid` for a text that visibility can't look for
 * @example taskQuery({ process: 'loan-approved', state: 'failed' })
 */
export function taskQuery(filter: TaskFilter): string {
  const { process, ref, taskId, node, state, endedAs, cause, search } = filter
  const is = (attribute: string, value: string | undefined, sign = '=') =>
    value === undefined ? [] : [`${attribute} ${sign} ${quote(value)}`]
  const isOrNone = (attribute: string, value: string | undefined) =>
    value === '' ? [`${attribute} IS NULL`] : is(attribute, value)
  return [
    process === undefined ? ALL_TASKS : tasksOf(process),
    ...is('MpoRef', ref),
    ...is('MpoTaskId', taskId),
    ...isOrNone('MpoNode', node === undefined ? undefined : nodeAttribute(node)),
    ...isOrNone('MpoOutcome', endedAs),
    ...isOrNone('MpoCause', cause),
    ...is('StartTime', filter.startedFrom, '>='),
    ...is('StartTime', filter.startedBefore, '<'),
    ...is('CloseTime', filter.endedFrom, '>='),
    ...is('CloseTime', filter.endedBefore, '<'),
    ...(state === undefined ? [] : [CONDITION_OF[state]]),
    ...(search === undefined ? [] : [search]),
  ].join(' AND ')
}

/** Deliveries that are no task (yet): open entries in quarantine, and records that no worker has decided. */
export function besideQuery({ process, search }: Pick<TaskFilter, 'process' | 'search'>): string {
  return [
    `WorkflowType IN ${quoteAll(['quarantinedDelivery', 'deliveryRecord', 'callbackRecord'])} AND ${OPEN}`,
    ...(process === undefined ? [] : [`MpoProcess = ${quote(process)}`]),
    ...(search === undefined ? [] : [search]),
  ].join(' AND ')
}
