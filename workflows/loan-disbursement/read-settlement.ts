import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'

/** What became of a payment for good. */
export interface Settlement {
  readonly settled: boolean
  /** The bank's reason where it did not settle. */
  readonly reason: string | null
}

/** Events of the bank that are final, as the ClearBank connector names them (its spelling), and whether money moved. */
const FINAL: Readonly<Record<string, boolean>> = {
  TransactionSettled: true,
  TransactionRejected: false,
  PaymentMessageAssesmentFailed: false,
  PaymentMessageValidationFailed: false,
}
const HELD = 'OutboundHeldTransaction'
const MAX_REASON = 300

/**
 * Judges what the bank calls back about a payment. A payment that is held for a check is not decided yet: the task waits on.
 *
 * @param reference that the payment was sent with; a callback about another payment is refused
 */
export function readSettlement(payload: unknown, reference: string): SignalVerdict<Settlement> {
  if (typeof payload !== 'object' || payload === null) return { refused: 'it is not an object' }
  const { event, reference: about, reason } = payload as Readonly<Record<string, unknown>>
  if (about !== reference) return { refused: 'it is about another payment' }
  if (event === HELD) return { refused: 'the bank holds the payment for a check and decides later' }
  if (typeof event !== 'string' || !Object.hasOwn(FINAL, event))
    return { refused: `its event is none of ${Object.keys(FINAL).join(', ')}` }
  const said = typeof reason === 'string' && reason !== '' ? reason.slice(0, MAX_REASON) : event
  const settled = FINAL[event] === true
  return { accepted: { settled, reason: settled ? null : said } }
}
