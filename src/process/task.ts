/** The word of the URL that rules how a body is read, whatever its Content-Type says. */
export type BodyFormat = 'json' | 'xml' | 'nvp'

/** Where a task came from; every value is as the sender sent it. */
export interface DeliveryInfo {
  /** The delivery key, or null when the sender gave none. */
  readonly key: string | null
  /** ISO 8601 with milliseconds, UTC: when the receiver accepted it. */
  readonly receivedAt: string
  readonly method: string
  readonly contentType: string | null
  readonly format: BodyFormat
}

/**
 * The one argument of every process workflow: one piece of work walking through a process.
 *
 * One plain JSON object, so that the Web UI's start form and `temporal workflow start` can give it too.
 *
 * @example
 * ```ts
 * export async function loanApproved(task: Task<LoanApproved>): Promise<LoanApprovedResult> { ... }
 * ```
 */
export interface Task<Data = unknown> {
  /** Process id: the kebab-case file name, e.g. `loan-approved`. */
  readonly process: string
  /** Content hash of an imported process; null for a process written in code. */
  readonly version: string | null
  /** 24 lower-case hex, MPO's `obj_id`. */
  readonly taskId: string
  /** MPO's business reference, unique among open tasks of the process. */
  readonly ref: string | null
  /** The body of the webhook, as parsed; never changed on the way. */
  readonly data: Data
  readonly delivery: DeliveryInfo
  /**
   * Its operations have keys of the task alone, so that they are the same when the task begins anew after Temporal was restored from an older
   * copy. Absent: the run counts too, as in tasks that an earlier version started.
   */
  readonly keysByTask?: true
}
