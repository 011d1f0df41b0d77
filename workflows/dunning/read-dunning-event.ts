import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'
import { PROMISE } from './dunning-levels.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const ISO_DAY = /^\d{4}-\d\d-\d\d$/
const MAX_NAME = 128

/** What can happen while a customer has time to pay. */
export type DunningEvent =
  | { readonly kind: 'repayment' }
  /** Mambu says again that the loan is in arrears, or will be due. */
  | { readonly kind: 'arrears' }
  | { readonly kind: 'promise'; readonly by: string; readonly until: string; readonly untilMs: number }

/**
 * Judges a signal of a dunning task: `delivery` is the next event of the loan, as the engine hands it over, `promise` a
 * promise to pay that somebody of the bank took down.
 *
 * @param now Unix milliseconds, workflow time
 * @param promises promises that this task has taken before
 * @example
 * ```sh
 * temporal workflow signal -w dunning/r/LNAC0503 --name promise --input '{"by":"carol","until":"2026-12-15"}'
 * ```
 */
export function readDunningEvent(
  payload: unknown,
  signal: string,
  { now, promises }: { readonly now: number; readonly promises: number },
): SignalVerdict<DunningEvent> {
  if (typeof payload !== 'object' || payload === null) return { refused: 'it is not an object' }
  const value = payload as Readonly<Record<string, unknown>>
  return signal === 'promise' ? readPromise(value, now, promises) : readDelivery(value)
}

function readDelivery({ data }: Readonly<Record<string, unknown>>): SignalVerdict<DunningEvent> {
  const event = typeof data === 'object' && data !== null && 'event' in data ? data.event : undefined
  if (event === 'LOAN_REPAYMENT') return { accepted: { kind: 'repayment' } }
  if (event === 'ACCOUNT_IN_ARREARS' || event === 'REPAYMENT_REMINDER')
    return { accepted: { kind: 'arrears' } }
  return { refused: 'it is no event of dunning' }
}

function readPromise(
  { by, until }: Readonly<Record<string, unknown>>,
  now: number,
  promises: number,
): SignalVerdict<DunningEvent> {
  if (typeof by !== 'string' || by.trim() === '' || by.length > MAX_NAME)
    return { refused: `'by' does not say who took the promise, in at most ${MAX_NAME} characters` }
  if (typeof until !== 'string' || !ISO_DAY.test(until) || Number.isNaN(Date.parse(until)))
    return { refused: "'until' is not a day such as 2026-12-15" }
  // The whole day counts, in UTC.
  const untilMs = Date.parse(until) + DAY_MS
  if (untilMs <= now) return { refused: `${until} is over` }
  if (untilMs - now > (PROMISE.days + 1) * DAY_MS)
    return { refused: `${until} is more than ${PROMISE.days} days away` }
  if (promises >= PROMISE.perTask)
    return { refused: `there were ${promises} promises already, and no more are taken` }
  return { accepted: { kind: 'promise', by: by.trim(), until, untilMs } }
}
