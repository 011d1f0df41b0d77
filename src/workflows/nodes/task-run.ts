/** The trace of one run, kept in memory only: a replay computes it anew, so it costs no history. */
import { workflowInfo } from '@temporalio/workflow'
import type { Reply } from '../../process/reply.ts'
import type { Task } from '../../process/task.ts'
import type { TraceEntry } from '../../process/trace.ts'
import { MPO_NODE } from './mpo-node.ts'

/** A process that loops for months must not grow its trace without end: the oldest visits go first. */
const MAX_VISITS = 1000

/** Longer notes are cut: the trace is for reading, not for data. Characters. */
const MAX_NOTE = 500

/** A `TraceEntry` while it is still being written. */
export type Visit = { -readonly [Key in keyof TraceEntry]: TraceEntry[Key] }

/** A node that waits for a callback. */
export interface CallbackWaiter {
  /** Takes a payload; false: it does not fit, or came too late. */
  take(payload: unknown): boolean
}

export interface TaskRun {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
  readonly visits: Visit[]
  /** The node each error came from, for the message the task fails with. */
  readonly failedAt: WeakMap<object, string>
  /** Names of the signals that are waited for now. */
  readonly awaitedSignals: Set<string>
  /** Nodes that wait for a callback now, longest first. */
  readonly callbackWaiters: CallbackWaiter[]
  /** Callback URLs that have released their node. */
  readonly usedCallbacks: Set<string>
  /** `MpoNode` was given at start, so the namespace has it and a change of it can't hang the task. */
  readonly showsNode: boolean
  /** What the task replied to its caller; null: nothing yet. */
  reply: Reply | null
}

export function openTaskRun({ process, taskId, ref }: Task): TaskRun {
  const attributes = workflowInfo().typedSearchAttributes.getAll()
  return {
    process,
    taskId,
    // One that was started by hand may leave it out.
    ref: ref ?? null,
    visits: [],
    failedAt: new WeakMap(),
    awaitedSignals: new Set(),
    callbackWaiters: [],
    usedCallbacks: new Set(),
    showsNode: attributes.some(({ key }) => key.name === MPO_NODE.name),
    reply: null,
  }
}

/** Writes down that the task enters a node; times are workflow time. */
export function enterNode(run: TaskRun, node: string): Visit {
  const visit: Visit = {
    node,
    state: 'running',
    startedAt: new Date().toISOString(),
    endedAt: null,
    note: null,
  }
  run.visits.push(visit)
  if (run.visits.length > MAX_VISITS) run.visits.shift()
  return visit
}

/** Says at a visit what happened there; a later note replaces it. */
export function writeNote(visit: Visit, text: string): void {
  visit.note = text.length > MAX_NOTE ? `${text.slice(0, MAX_NOTE - 1)}…` : text
}
