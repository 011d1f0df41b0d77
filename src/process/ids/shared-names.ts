/**
 * What queues, sums and states share between nodes, activities and their workflows: workflow ids, names of updates and
 * queries, and what goes through them. Each name has one long-running workflow, so `temporal workflow query` reads it.
 */
import { checkIdentifier } from './identifier.ts'

/** Workflow types and prefixes of their ids. */
export const QUEUE = { workflowType: 'startnodeQueue', prefix: 'startnode-queue/' } as const
export const SUM = { workflowType: 'startnodeSum', prefix: 'startnode-sum/' } as const
export const STATE = { workflowType: 'startnodeState', prefix: 'startnode-state/' } as const

/** Bytes of UTF-8; with its prefix an id stays below the 255 that PostgreSQL keeps. */
export const MAX_NAME = 128

/** Says what is wrong with the name of a queue or sum; null: nothing. */
export function nameProblem(name: unknown): string | null {
  if (typeof name !== 'string') return 'it must be a string'
  const checked = checkIdentifier(name, MAX_NAME)
  return 'problem' in checked ? checked.problem : null
}

/** The task that put something into a queue. */
export interface QueueSender {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
}

/** One task waiting in a queue. */
export interface QueuedTask<Data = unknown> extends QueueSender {
  readonly data: Data
  /** ISO 8601 with milliseconds, UTC. */
  readonly queuedAt: string
}

/** MPO's `order_by`: the first that came (ASC) or the last (DESC). */
export type QueueOrder = 'ASC' | 'DESC'

/** Who waits for a task of a queue: told by this signal once there is one. */
export interface QueueTaker {
  readonly workflowId: string
  readonly runId: string
  readonly signal: string
}

export interface PutRequest {
  readonly sender: QueueSender
  readonly data: unknown
}

export interface TakeRequest {
  readonly order: QueueOrder
  /** Null: does not wait when the queue is empty. */
  readonly taker: QueueTaker | null
}

/** Stops waiting. */
export interface LeaveRequest {
  /** Update id of the take. */
  readonly takeId: string
  /** True: what was handed over meanwhile goes back to its place. */
  readonly putBack: boolean
}

/** What became of a sum. */
export interface SumResult {
  /** The exact sum as decimal text, e.g. `'1250.30'` is `'1250.3'`. */
  readonly total: string
  /** How many amounts are in it. */
  readonly count: number
}

/** Where a state stands. */
export interface StateKey {
  readonly process: string
  readonly ref: string
}

/** A state as it is kept. */
export interface StoredState<Data = unknown> {
  readonly data: Data
  /** 1 for the first, one more each time it is set. */
  readonly revision: number
  /** ISO 8601 with milliseconds, UTC. */
  readonly changedAt: string
}
