/** What a quarantine entry is: its argument, what can be seen of it, and how it ended. Types only. */
import type { BodyFormat, Task } from '../../process/task.ts'

/** Why it could not become a task; the code is one of the error table. */
export interface QuarantineProblem {
  readonly code: string
  readonly message: string
  readonly problems: readonly {
    readonly path: string
    readonly message: string
    /** From 1, where the body is text that can't be read. */
    readonly line?: number
    readonly column?: number
  }[]
}

/** The argument of `quarantinedDelivery`: the whole delivery, so that nothing else is needed to mend and resend it. */
export interface QuarantinedDelivery {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
  /** ISO 8601 with milliseconds, UTC. */
  readonly receivedAt: string
  readonly problem: QuarantineProblem
  readonly contentType: string | null
  /** As sent: text, or base64 where it is not UTF-8 or where text would become too large. */
  readonly body: string
  readonly bodyEncoding: 'text' | 'base64'
  /** True when only the beginning of the body fitted. */
  readonly bodyCut: boolean
  /** What the URL named: the process id or `@alias`. Default: the process. */
  readonly addressed?: string
  /** The delivery key. Default: none. */
  readonly key?: string | null
  /** Default: POST. */
  readonly method?: string
  /** Default: json. */
  readonly format?: BodyFormat
  /** Id of the task that a good body under its key is; the same delivery's, or that of the first one under the key. */
  readonly identity?: string
  /** With `delivery_key_reused`: workflow id of the first one under its key. */
  readonly holder?: string
  /** How long it is kept, counted from its start. Default: 30. */
  readonly keptDays?: number
  /** What happened to it before it continued as new. */
  readonly so?: KeptSoFar
}

export interface KeptSoFar {
  /** ISO 8601, UTC: it expires then. */
  readonly keptUntil: string
  /** How often the same delivery came again. */
  readonly again: number
  readonly edits: number
}

/** What the query `show` answers. */
export interface QuarantineView
  extends KeptSoFar,
    Pick<
      QuarantinedDelivery,
      | 'process'
      | 'taskId'
      | 'ref'
      | 'receivedAt'
      | 'problem'
      | 'contentType'
      | 'body'
      | 'bodyEncoding'
      | 'bodyCut'
      | 'identity'
      | 'holder'
    > {
  readonly format: BodyFormat
  readonly ended: QuarantineResult | null
}

/** What lists show, from the memo: no worker is needed to read it. */
export interface QuarantineSummary extends KeptSoFar {
  readonly code: string
  readonly message: string
  readonly receivedAt: string
}

/** How an entry ended. */
export interface QuarantineResult {
  readonly ended: 'resubmitted' | 'discarded' | 'expired'
  /** What the one who discarded it gave as the reason. */
  readonly reason: string | null
  readonly actor: string | null
  /** The task it became; its run is null where it had become one before. */
  readonly task: { readonly workflowId: string; readonly runId: string | null } | null
}

/** What the activity `prepareResubmit` finds when the body is right: the task to start. */
export interface PreparedTask {
  readonly task: Task
  readonly workflowType: string
  readonly workflowId: string
  /** What stands for the ref in search attributes; null: no ref, and no other task can have the workflow id. */
  readonly refInId: string | null
  /** By which it is found; undefined: found by a version before, or none. */
  readonly fields?: readonly string[]
  /** Of a ref: task id of the first run of its workflow id, null where that is not known; undefined: no run yet. */
  readonly first?: string | null
  /** What the task is started with; undefined: found by a version before. */
  readonly memo?: Readonly<Record<string, unknown>>
  /** Set: the same body had become this already. */
  readonly held?: string
  /** Set: a later event of its ref, whose identity is claimed by its record. */
  readonly claim?: {
    readonly workflowId: string
    /** A `DeliveryRecord`. */
    readonly record: unknown
    readonly memo: Readonly<Record<string, unknown>>
  }
  readonly texts: { readonly staticSummary?: string; readonly staticDetails?: string }
}

/** Name of the memo field with a `QuarantineSummary`. */
export const QUARANTINE_MEMO = 'quarantine'
