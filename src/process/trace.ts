/** One visit of a task to a node, as the `trace` query answers it. */
export interface TraceEntry {
  readonly node: string
  /** Of a diagram: the id of the node there. */
  readonly nodeId?: string
  readonly state: 'running' | 'waiting' | 'passed' | 'failed'
  /** ISO 8601 with milliseconds, UTC (workflow time). */
  readonly startedAt: string
  readonly endedAt: string | null
  /** What happened there in plain words: what is waited for, a refusal, an error. */
  readonly note: string | null
}

/** The note of a visit that was ended so. */
export const CANCELLED = 'Cancelled'

/** True: the task was ended from outside while it was there, so the node did not fail by itself. */
export function wasCancelled({ state, note }: Pick<TraceEntry, 'state' | 'note'>): boolean {
  return state === 'failed' && note === CANCELLED
}

/** Name of the query every process answers with `TraceEntry[]`. */
export const TRACE_QUERY = 'trace'
