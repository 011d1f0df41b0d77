import type { ErrorCode } from '../errors/error-table.ts'

/** One request as the log keeps it. Never the signature, a header or the body: a log is read by many. */
export interface RequestRow {
  /** ISO 8601 with milliseconds, UTC: when the request came. */
  readonly time: string
  /** Process id; null unless the request was authentic, since the path of a refused one is anybody's text. */
  readonly process: string | null
  /** What its URL named: the process id or `@alias`; null unless the request was authentic. */
  readonly addressed: string | null
  readonly code: 'accepted' | ErrorCode
  readonly status: number
  /** Why it was refused, for the operator; never told to the caller where it would say too much. Null: the code says it. */
  readonly reason: string | null
  /** Bytes of body read; 0 when it was not read. */
  readonly bytes: number
  /** Milliseconds until the answer was ready. */
  readonly durationMs: number
  /** Task id when the delivery was taken, be it into quarantine. */
  readonly taskId: string | null
  /** Id of its entry in quarantine. Known at once for a bad body, else when the delivery has its outcome. */
  readonly keptAs?: string
  /** True: it is the repeat of `taskId` (or of its entry), and started nothing. Known when it has its outcome. */
  readonly repeat?: true
  /** Address of the sender: of the socket, or as a trusted proxy tells it. */
  readonly source: string | null
  /** True: sent by an operator through the admin API, to try the process. */
  readonly test?: true
  /** Only with code `internal`: what was thrown and is not ours. */
  readonly err?: unknown
}

/** What is known of a request only once its delivery has its outcome. */
export interface RequestOutcome {
  /** Task id it was answered with, and `time` of its row. */
  readonly taskId: string
  readonly receivedAt: string
  readonly process: string
  readonly repeat: boolean
  /** Set: its entry in quarantine, where that is not the one of its row. */
  readonly keptAs: string | null
  /** True: kept because its key came before with another body. */
  readonly reused: boolean
}

/** Where the receiver reports every request, refused ones included. Must not throw and must not wait. */
export interface ReceiverLog {
  request(row: RequestRow): void
}
