/** The forwarder gives way to acceptance: accept first, drain after. */

/** Deliveries per second from which on acceptance is busy. */
const BUSY_PER_SECOND = 1_000
const SAMPLE_MS = 100
/** What goes on however busy it is. */
const TRICKLE = 2
/** From this fill on it gives way less and less: a full inbox would refuse deliveries. */
const FILL_FROM = 0.5
const FILL_TO = 0.8

/** What the decision rests on. */
export interface AcceptanceLoad {
  /** Deliveries accepted so far. */
  accepted(): number
  /** How full the inbox is, 0 to 1. */
  fill(): number
}

/**
 * How many deliveries may be under way now.
 *
 * @param concurrency the most, when acceptance is quiet
 * @returns a function to ask before each start; never below 1
 */
export function createGiveWay(
  load: AcceptanceLoad,
  concurrency: number,
  now: () => number = () => performance.now(),
): () => number {
  let sampledAt = now()
  let accepted = load.accepted()
  let busy = false
  return () => {
    const elapsedMs = now() - sampledAt
    if (elapsedMs >= SAMPLE_MS) {
      const total = load.accepted()
      busy = ((total - accepted) * 1_000) / elapsedMs >= BUSY_PER_SECOND
      accepted = total
      sampledAt = now()
    }
    if (!busy || concurrency <= TRICKLE) return concurrency
    const pressed = Math.min(1, Math.max(0, (load.fill() - FILL_FROM) / (FILL_TO - FILL_FROM)))
    return TRICKLE + Math.floor((concurrency - TRICKLE) * pressed)
  }
}
