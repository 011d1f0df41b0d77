/** The trace of one run, kept in memory only: a replay computes it anew, so it costs no history. */
import { workflowInfo } from '@temporalio/workflow'
import { type KeptSignal, readCarried } from '../../../process/carried.ts'
import type { Reply } from '../../../process/reply.ts'
import type { Task } from '../../../process/task.ts'
import type { TraceEntry } from '../../../process/trace.ts'
import { MPO_NODE } from './mpo-node.ts'
import { openShownState, type ShownState } from './shown-state.ts'

/** A process that loops for months must not grow its trace without end: the oldest visits go first. */
const MAX_VISITS = 1000

/** Longer notes are cut: the trace is for reading, not for data. Characters. */
const MAX_NOTE = 500

/** A `TraceEntry` while it is still being written. */
export type Visit = { -readonly [Key in keyof TraceEntry]: TraceEntry[Key] }

/** What a node does with a signal: it is not for this node now, was judged and refused, or was what it waited for. */
export type SignalAnswer = 'left' | 'refused' | 'taken'

/** A node that waits for a callback. */
export interface CallbackWaiter {
  offer(signal: KeptSignal): SignalAnswer
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
  /** References to callback URLs that this run made: only these are given a URL. */
  readonly references: Set<string>
  /** Callback URLs that have released their node, in any run of the task. */
  readonly usedCallbacks: Set<string>
  /** Proofs of decisions that a node has judged, in any run of the task. */
  readonly usedProofs: Set<string>
  /** Signals that no node has taken, oldest first; those Temporal still keeps are not among them. */
  kept: KeptSignal[]
  /** Signals that a node has taken but has not gone on with yet. */
  readonly held: Set<KeptSignal>
  /** How the run ends; null: it does not, yet. From then on nodes take nothing more. */
  ending: 'done' | 'failed' | 'continued' | null
  /** `MpoNode` was given at start, so the namespace has it and a change of it can't hang the task. */
  readonly showsNode: boolean
  /** What `MpoNode` says, where it is kept to where the task stands; null: it says where the task waited last. */
  shownPlace: string | null
  /** What `MpoState` and the attributes around it say; null: the task was started without them, and shows none. */
  readonly shown: ShownState | null
  /** How it ends, where it is not in the result: a diagram's last node; null: look there. */
  outcome: string | null
  /** What the task replied to its caller; null: nothing yet. */
  reply: Reply | null
  /** See `Task.keysByTask`. */
  readonly keysByTask: boolean
  /** Runs of the task before this one. */
  readonly round: number
}

export function openTaskRun(task: Task): TaskRun {
  const { process, taskId, ref } = task
  const { trace, signals, usedCallbacks, usedProofs, reply, round } = readCarried(task)
  const attributes = workflowInfo().typedSearchAttributes.getAll()
  return {
    process,
    taskId,
    // One that was started by hand may leave it out.
    ref: ref ?? null,
    visits: [...trace],
    failedAt: new WeakMap(),
    awaitedSignals: new Set(),
    callbackWaiters: [],
    references: new Set(),
    usedCallbacks: new Set(usedCallbacks),
    usedProofs: new Set(usedProofs),
    kept: [...signals],
    held: new Set(),
    ending: null,
    showsNode: attributes.some(({ key }) => key.name === MPO_NODE.name),
    shownPlace: null,
    shown: openShownState(),
    outcome: null,
    reply,
    keysByTask: task.keysByTask === true,
    round,
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

/** Says that the task left a node because it goes on as a new run. */
export function leaveVisit(visit: Visit): void {
  visit.state = 'passed'
  visit.endedAt = new Date().toISOString()
  writeNote(visit, 'The task went on as a new run')
}

/** Says at a visit what happened there; a later note replaces it. */
export function writeNote(visit: Visit, text: string): void {
  visit.note = text.length > MAX_NOTE ? `${text.slice(0, MAX_NOTE - 1)}…` : text
}
