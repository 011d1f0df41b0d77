/** A change of many, as it is planned and as it is shown. */
import type { ErrorCode } from '../errors/error-table.ts'

export const BULK_STATES = ['prepared', 'running', 'stopped', 'done'] as const

export interface BulkItem {
  readonly id: string
  /** What people know it by. */
  readonly told: string
}

export interface BulkPlan {
  readonly subject: 'tasks' | 'quarantine'
  /** What is done to each, e.g. `cancel`. */
  readonly action: string
  /** Who may start it. */
  readonly by: string
  readonly items: readonly BulkItem[]
  /** Changes one. @param at its index @throws what keeps it from being changed */
  perform(at: number): Promise<unknown>
}

export interface BulkFailure {
  readonly id: string
  readonly code: ErrorCode
  readonly message: string
}

export interface BulkView {
  readonly id: string
  readonly subject: 'tasks' | 'quarantine'
  readonly action: string
  readonly by: string
  readonly state: (typeof BULK_STATES)[number]
  /** Nothing of it is under way any more. */
  readonly isOver: boolean
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly createdAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** Why it stopped by itself. */
  readonly why: string | null
  /** The first few of what it is about. */
  readonly first: readonly BulkItem[]
  /** The first few that could not be done. */
  readonly failures: readonly BulkFailure[]
}
