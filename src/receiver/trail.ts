import { isStartnodeError } from '../errors/startnode-error.ts'
import type { RequestRow } from './receiver-log.ts'

const TEST = { test: true } as const
const NOTHING = {}

let lastMs = Number.NaN
let lastIso = ''

/** Of a millisecond in which many come once. */
function isoOf(time: Date): string {
  const ms = time.getTime()
  if (ms !== lastMs) {
    lastIso = time.toISOString()
    lastMs = ms
  }
  return lastIso
}

/** What is known of a request so far: what the log row says of it, however far it came. */
export class Trail {
  readonly now: Date
  /** ISO of `now`. */
  readonly time: string
  readonly source: string | null
  readonly test: boolean
  process: string | null = null
  addressed: string | null = null
  /** How the process wants its errors answered; as real statuses until it is known. */
  answers: 'http' | 'mpo' = 'http'
  bytes = 0
  taskId: string | null = null
  keptAs: string | null = null
  readonly #start = performance.now()
  #code: RequestRow['code'] = 'accepted'
  #reason: string | null = null
  #err: unknown = null

  constructor(now: Date, source: string | null, test = false) {
    this.now = now
    this.time = isoOf(now)
    this.source = source
    this.test = test
  }

  fail(error: unknown): void {
    if (isStartnodeError(error)) {
      this.#code = error.code
      // The message may quote the body; the cause of a refusal at the door never does.
      const atTheDoor = error.code === 'access_denied' || error.code === 'credentials_wrong'
      this.#reason = atTheDoor && error.cause instanceof Error ? error.cause.message : null
    } else {
      this.#code = 'internal'
      this.#err = error
    }
  }

  toRow(status: number): RequestRow {
    return {
      time: this.time,
      process: this.process,
      addressed: this.addressed,
      code: this.#code,
      status,
      reason: this.#reason,
      bytes: this.bytes,
      durationMs: Math.round((performance.now() - this.#start) * 1_000) / 1_000,
      taskId: this.taskId,
      source: this.source,
      ...(this.keptAs === null ? NOTHING : { keptAs: this.keptAs }),
      ...(this.test ? TEST : NOTHING),
      ...(this.#code === 'internal' ? { err: this.#err } : {}),
    }
  }
}
