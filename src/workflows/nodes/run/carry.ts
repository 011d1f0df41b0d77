/** What a run hands to the next one when its task continues as new. Nothing may be lost here but old lines of the trace. */
import { ApplicationFailure, setDefaultSignalHandler } from '@temporalio/workflow'
import { readCallback } from '../../../process/callback-signal.ts'
import type { Carried, CarriedTask } from '../../../process/carried.ts'
import type { Task } from '../../../process/task.ts'
import type { TraceEntry } from '../../../process/trace.ts'
import { leaveVisit, type TaskRun } from './task-run.ts'

/** Every run is started with it, and its history keeps it: the trace is cut to its newest visits. */
const MAX_VISITS = 200
/** Characters of JSON. */
const MAX_TRACE_LENGTH = 65_536
/** A repeat of a callback that many callbacks later is taken for a new one. */
const MAX_USED_CALLBACKS = 1_000
const MAX_USED_PROOFS = 1_000
/** Temporal refuses an argument over 2 MiB; encryption needs some of it. */
const MAX_ARGUMENT_BYTES = 1_572_864

/**
 * Adds to the argument of the next run what the task takes along. To be called when the run is about to end.
 *
 * @throws ApplicationFailure `continue_too_large` (not retried) when the data and the signals that no node has taken are
 * over 1.5 MiB
 */
export function carry<Data>(run: TaskRun, task: Task<Data>): CarriedTask<Data> {
  takeFromTemporal(run)
  // A node that has taken one but can't go on with it in this run has released nothing.
  const used = new Set(run.usedCallbacks)
  for (const signal of run.held) used.delete(readCallback(signal).urlId ?? '')
  const carried: Carried = {
    trace: newestVisits(run),
    // A repeat of a callback releases nothing, in whichever run.
    signals: [...run.held, ...run.kept].filter((signal) => !used.has(readCallback(signal).urlId ?? '')),
    usedCallbacks: [...used].slice(-MAX_USED_CALLBACKS),
    usedProofs: [...run.usedProofs].slice(-MAX_USED_PROOFS),
    reply: run.reply,
    round: run.round + 1,
  }
  const bytes = sizeOf({ ...task, carried: { ...carried, trace: [] } })
  if (bytes > MAX_ARGUMENT_BYTES)
    throw ApplicationFailure.nonRetryable(
      `The task can not continue as new: its data and the ${carried.signals.length} signals that no node has taken have ${bytes} bytes, more than ${MAX_ARGUMENT_BYTES}`,
      'continue_too_large',
    )
  return { ...task, carried }
}

/** Signals without a handler lie with Temporal, which would drop them with this run. */
function takeFromTemporal(run: TaskRun): void {
  setDefaultSignalHandler((name, ...args) => {
    run.kept.push({ name, args })
  })
  setDefaultSignalHandler(undefined)
}

function newestVisits({ visits }: TaskRun): TraceEntry[] {
  const newest: TraceEntry[] = []
  let length = 0
  for (const visit of visits.slice(-MAX_VISITS).reverse()) {
    const entry = { ...visit }
    if (entry.endedAt === null) leaveVisit(entry)
    length += JSON.stringify(entry).length
    if (length > MAX_TRACE_LENGTH) break
    newest.unshift(entry)
  }
  return newest
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
