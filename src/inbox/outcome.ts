/** The one outcome of a delivery. */
export interface Outcome {
  /** `task`: it started this run. `signalled`: it went to this open run. `quarantined`: this workflow keeps it. */
  readonly kind: 'task' | 'signalled' | 'quarantined'
  readonly workflowId: string
  /** Null where a repeat found its outcome without asking which run it was. */
  readonly runId: string | null
  /** True when it had come before. A start sent again under its own request id counts as the first. */
  readonly repeat: boolean
}
