import type { Breaker } from './breaker.ts'
import type { Message, TryResult } from './message.ts'

/** What became of the events of a simulation. */
export interface SimulationReport {
  readonly events: number
  readonly delivered: number
  /** Delivered by the first try. */
  readonly firstTry: number
  /** Delivered by a later one, resends by hand apart. */
  readonly retried: number
  /** Delivered only after a resend by hand. */
  readonly resent: number
  /** FAILED for good: Mambu sends nothing more. */
  readonly lost: number
  readonly tries: number
  /** Tries by HTTP status; `none`: no answer. */
  readonly answers: Readonly<Record<string, number>>
  /** Answers slower than the breaker takes. */
  readonly slow: number
  /** Milliseconds until the answer. */
  readonly answerMs: { readonly p50: number; readonly p95: number; readonly max: number }
  readonly breaker: { readonly opened: number; readonly trials: number; readonly waitedMs: number }
  /** Different tasks the answers name. */
  readonly tasks: number
  /** Events of which a repeat with the same delivery id became another task: none with a sound receiver. */
  readonly doubled: number
  /** Why tries were refused, the most frequent first, at most 5. */
  readonly reasons: readonly { readonly reason: string; readonly tries: number }[]
}

const MAX_REASONS = 5

/** Counts. */
export function makeReport(
  messages: readonly Message[],
  results: readonly TryResult[],
  breaker: Breaker,
  { slowMs, waitedMs }: { readonly slowMs: number; readonly waitedMs: number },
): SimulationReport {
  const sent = messages.filter(({ state }) => state === 'SENT')
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0)
  const idsOf = ({ taskIds }: Message) => [...taskIds.values()]
  return {
    events: messages.length,
    delivered: sent.length,
    firstTry: sent.filter(({ triedInAll }) => triedInAll === 1).length,
    retried: sent.filter(({ triedInAll, resends }) => triedInAll > 1 && resends === 0).length,
    resent: sent.filter(({ resends }) => resends > 0).length,
    lost: messages.length - sent.length,
    tries: results.length,
    answers: tally(results.map(({ status }) => String(status ?? 'none'))),
    slow: results.filter(({ ms }) => ms > slowMs).length,
    answerMs: { p50: at(0.5), p95: at(0.95), max: at(1) },
    breaker: { opened: breaker.opened, trials: breaker.trials, waitedMs: Math.round(waitedMs) },
    tasks: new Set(messages.flatMap(idsOf).flatMap((ids) => [...ids])).size,
    doubled: messages.filter((message) => idsOf(message).some(({ size }) => size > 1)).length,
    reasons: Object.entries(tally(results.flatMap(({ reason }) => (reason === null ? [] : [reason]))))
      .map(([reason, tries]) => ({ reason, tries }))
      .sort((a, b) => b.tries - a.tries)
      .slice(0, MAX_REASONS),
  }
}

function tally(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}
