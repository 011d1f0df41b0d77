/**
 * How long one call to Temporal may take. A server that answers, but always later than the deadline, starts every task
 * while each start is given up here and tried again for ever: so the deadline widens after late answers, and narrows
 * again once answers come in time.
 */
import type { InboxLog } from '../inbox/inbox-log.ts'

/** Times the configured deadline. A probe of a server that hangs is given up after that long. */
const WIDEST = 8
/** Answers in a row within the configured deadline before it applies again. */
const GOOD_ANSWERS = 200

export class Patience {
  readonly #baseMs: number
  readonly #log: InboxLog | undefined
  #times = 1
  #inTime = 0

  /** @param baseMs START_DEADLINE_MS */
  constructor(baseMs: number, log?: InboxLog) {
    this.#baseMs = baseMs
    this.#log = log
  }

  /** Milliseconds, now. */
  get deadlineMs(): number {
    return this.#baseMs * this.#times
  }

  /** @param givenMs the deadline that was not kept: those that fail together widen it once */
  late(givenMs: number): void {
    this.#inTime = 0
    if (givenMs < this.deadlineMs || this.#times >= WIDEST) return
    this.#times = Math.min(WIDEST, this.#times * 2)
    this.#log?.warn(
      { givenMs, nowMs: this.deadlineMs },
      'Temporal answers later than START_DEADLINE_MS: its answers are waited for longer; where it is always so slow, set START_DEADLINE_MS higher',
    )
  }

  /** @param tookMs a delivery, all its calls together */
  answered(tookMs: number): void {
    if (this.#times === 1) return
    this.#inTime = tookMs <= this.#baseMs ? this.#inTime + 1 : 0
    if (this.#inTime < GOOD_ANSWERS) return
    this.#times = 1
    this.#inTime = 0
    this.#log?.info({ nowMs: this.#baseMs }, 'Temporal answers in time again')
  }
}
