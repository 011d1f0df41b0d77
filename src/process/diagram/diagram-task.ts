/** What the task of a diagram has beside that of any process, and the names by which others reach it. */
import type { Task } from '../task.ts'

/** Who called a task (MPO's Call a Process) and waits for its reply. */
export interface Caller {
  readonly workflowId: string
  readonly runId: string
  /** Of the call: the name of the signal that brings the reply. */
  readonly signal: string
}

/** The argument of a task of a diagram. */
export type CalledTask<Data = unknown> = Task<Data> & {
  /** Who called it. */
  readonly caller?: Caller
  /** Id of the node at which it begins. Default: the Start. */
  readonly begins?: string
}

/** The argument of the signal that brings a reply. */
export interface CallReply {
  readonly data: Readonly<Record<string, unknown>>
  /** The reason of a thrown exception; null: none. */
  readonly exception: string | null
}

/** Name of the query that an open task of a diagram answers with `TaskData`. */
export const DATA_QUERY = 'taskData'

export interface TaskData {
  /** Of the diagram. */
  readonly version: string
  /** Id of the node it stands in. */
  readonly node: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Name of the query that a task of a diagram answers with `NodePasses`, also when it is over. */
export const PASSES_QUERY = 'passes'

/** By id of a node: how often the task came there, in all of its runs; its trace may be cut. */
export type NodePasses = Readonly<Record<string, number>>

/** Name of the Update by which a modification is given to a task that waits, or refused. */
export const MODIFY_UPDATE = 'modifyTask'
/** Name of the signal by which a task asks one that stands in a queue for its data. */
export const TAKE_SIGNAL = 'takeFromQueue'

/** Asks a queued task. */
export interface TakeQuestion {
  /** Who asks, and the signal that brings the answer. */
  readonly taker: Caller
  /** Of the visit to the queue: another visit is another place in it. */
  readonly place: string
}

/** What it answers: its data, or null when it stands there no longer. */
export interface TakeAnswer {
  readonly taskId: string
  readonly data: Readonly<Record<string, unknown>> | null
}

/** How a task of a diagram ended; the result of its workflow. */
export interface DiagramResult {
  /** The icon of the End node: `error` where it is red. */
  readonly outcome: 'success' | 'error'
  /** The End node. */
  readonly node: { readonly id: string; readonly title: string }
  /** The data at the end, auto-clear parameters masked; null where the End node keeps none. */
  readonly data: Readonly<Record<string, unknown>> | null
}
