import { parseReply, type Reply } from './reply.ts'
import type { Task } from './task.ts'
import type { TraceEntry } from './trace.ts'

/** A signal that came and that no node has taken. */
export interface KeptSignal {
  readonly name: string
  readonly args: readonly unknown[]
  /** It was not sealed, though payloads are: only decisions and what is open to all count then. */
  readonly inClear?: true
}

/** What a task takes along when it continues as new, so that nothing is lost between its runs. */
export interface Carried {
  /** The newest visits of all runs so far, oldest first. */
  readonly trace: readonly TraceEntry[]
  /** In the order they came. */
  readonly signals: readonly KeptSignal[]
  /** Ids of the callback URLs that have released their node: none may do so twice. */
  readonly usedCallbacks: readonly string[]
  /** Ids of the proofs of decisions that were seen: none counts twice. */
  readonly usedProofs: readonly string[]
  /** What the task replied to its caller; null: nothing yet. */
  readonly reply: Reply | null
  /** Which run it is, from 1: the first one carries nothing. */
  readonly round: number
}

/** The argument of every run but the first; a process never sees the carried part. */
export type CarriedTask<Data = unknown> = Task<Data> & { readonly carried: Carried }

/**
 * Reads the carried part of a task. It may be of another build or, in a task that was started by hand, anything at all:
 * what has not its shape is left out.
 */
export function readCarried(task: Task): Carried {
  const carried = ('carried' in task ? task.carried : null) as Partial<Carried> | null
  const { trace, signals, usedCallbacks, usedProofs, reply, round } = carried ?? {}
  return {
    trace: listOf(trace, (visit) => typeof visit.node === 'string' && typeof visit.startedAt === 'string'),
    signals: listOf(signals, ({ name, args }) => typeof name === 'string' && Array.isArray(args)),
    usedCallbacks: textsOf(usedCallbacks),
    usedProofs: textsOf(usedProofs),
    reply: parseReply(reply),
    round: typeof round === 'number' ? round : 0,
  }
}

function textsOf(value: readonly string[] | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((id: unknown) => typeof id === 'string') : []
}

function listOf<Item extends object>(
  value: readonly Item[] | undefined,
  fits: (item: Item) => boolean,
): readonly Item[] {
  if (!Array.isArray(value)) return []
  return value.filter((item: unknown) => typeof item === 'object' && item !== null && fits(item as Item))
}
