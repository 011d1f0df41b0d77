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

/** Name of the query every process answers with `TraceEntry[]`. */
export const TRACE_QUERY = 'trace'
