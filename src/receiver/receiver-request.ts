import type { RequestRow } from './receiver-log.ts'

/** One HTTP request as the core sees it; every adapter (fast path, Express) makes one of these. */
export interface ReceiverRequest {
  readonly method: string
  /** Path as sent, still encoded, without the query. */
  readonly path: string
  /** Lower-case names; a header sent twice is joined by node:http's own rules. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Address of the sender as the socket tells it, for the request log; null when unknown. */
  readonly source?: string | null
  /**
   * True: an operator tries the process through the admin API. Its sources do not count and it is marked in the log, all
   * else is as for anybody; nothing that came over HTTP may set this.
   */
  readonly test?: true
  /** Told what the log keeps of it, once the answer is ready: a test wants to know what became of what was refused. */
  readonly onLogged?: (row: RequestRow) => void
  /**
   * Reads the raw body; the core calls it once, after signature and auth have passed, never before.
   *
   * @param done told once, maybe before this returns: an error (StartnodeError `body_too_large`, `body_timeout`,
   * `body_incomplete`), or null and the body
   */
  readBody(maxBytes: number, done: (error: unknown, body: Buffer) => void): void
}
