/** The one outcome of a delivery. */
export interface Outcome {
  /**
   * `task`: it started this run. `quarantined`: this workflow keeps it. `recorded`: this record (`deliveryRecord`)
   * decides, when a worker has time for it, and its result says what became of it (follow-record.ts).
   */
  readonly kind: 'task' | 'quarantined' | 'recorded'
  readonly workflowId: string
  /** Null where a repeat found its outcome without asking which run it was. */
  readonly runId: string | null
  /** True when it had come before. A start that is tried again counts as the first. */
  readonly repeat: boolean
  /** Set: its key came before with another body, so it is kept in quarantine under this id. */
  readonly reused?: { readonly entryId: string }
  /** Set: the entry that its bytes had before has ended, so this one keeps it. */
  readonly keptAs?: string
}
