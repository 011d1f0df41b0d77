import { isDecimal } from '../../src/process/decimal.ts'
import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'

/** What a card processor sends: the question (`authorization`), and later what became of the payment. */
export interface CardMessage {
  readonly type: 'authorization' | 'authorization.clearing' | 'authorization.reversal'
  /** Of this one message; a repeat carries it again. */
  readonly token: string
  /** Of the authorisation that the message belongs to: its own token in the question. Also the ref of the task. */
  readonly authorization_token: string
  readonly card_token: string
  /** Decimal, at most two digits after the point. */
  readonly amount: string | number
  /** ISO 4217. */
  readonly currency_code: string
  /** Of a clearing. False: more clearings follow. Default true. */
  readonly final?: boolean | undefined
  /** How long the processor waits for the answer, ms. Default 3,000. */
  readonly answer_within_ms?: number | undefined
  readonly merchant?:
    | {
        readonly name?: string | undefined
        readonly city?: string | undefined
        readonly country?: string | undefined
        /** Merchant category code. */
        readonly mcc?: number | undefined
      }
    | undefined
}

/**
 * Judges a message that came for an open authorisation, as the engine hands it over. Whoever reaches the namespace can
 * send one, so all of it is checked.
 *
 * @param seen tokens of the messages that were taken before
 */
export function readCardMessage(
  payload: unknown,
  authorisation: CardMessage,
  seen: ReadonlySet<string>,
): SignalVerdict<CardMessage> {
  const data = isObject(payload) && isObject(payload.data) ? payload.data : null
  if (data === null) return { refused: 'it is no delivery' }
  const { type, token, authorization_token, card_token, amount, currency_code, final } = data
  if (type !== 'authorization.clearing' && type !== 'authorization.reversal')
    return { refused: 'it is neither a clearing nor a reversal' }
  if (typeof token !== 'string' || token === '') return { refused: 'it has no token' }
  if (seen.has(token)) return { refused: `${token} was taken before` }
  if (authorization_token !== authorisation.authorization_token || card_token !== authorisation.card_token)
    return { refused: 'it is of another authorisation or card' }
  if (currency_code !== authorisation.currency_code)
    return { refused: `it is not in ${authorisation.currency_code}` }
  if (!isDecimal(amount) || Number(amount) <= 0) return { refused: 'its amount is no decimal above 0' }
  return {
    accepted: { type, token, authorization_token, card_token, amount, currency_code, final: final !== false },
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
