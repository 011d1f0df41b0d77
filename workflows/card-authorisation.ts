/** A card payment asks for money: approve or deny it in the same exchange (just-in-time funding). */
import type { Task } from '../src/process/task.ts'
import { node, note, reply } from '../src/workflows/nodes/index.ts'

/** What a card processor asks, in the shape common to just-in-time funding. */
export interface CardAuthorisation {
  /** Of this one request; a repeat carries it again. */
  readonly token: string
  readonly card_token: string
  readonly amount: number
  /** ISO 4217. */
  readonly currency_code: string
  readonly merchant?: { readonly country?: string | undefined } | undefined
}

export interface CardAuthorisationResult {
  readonly decision: 'approved' | 'denied'
  readonly reason: string | null
}

/** Highest amount of one payment, by currency; a currency that is not here is not served. */
const LIMITS: Readonly<Record<string, number>> = { EUR: 1_000, GBP: 900, USD: 1_100 }

/** Why a payment is denied, as the code the processor shows; null: it is approved. */
function judge({ amount, currency_code }: CardAuthorisation): string | null {
  const limit = LIMITS[currency_code]
  if (limit === undefined) return 'CURRENCY_NOT_SUPPORTED'
  return amount > limit ? 'AMOUNT_LIMIT_EXCEEDED' : null
}

/**
 * The process `card-authorisation`: the caller waits, and is answered 200 (approved) or 402 (denied).
 *
 * @returns the decision; the engine adds the reply to it, so that a repeat is answered the same
 */
export async function cardAuthorisation(task: Task<CardAuthorisation>): Promise<CardAuthorisationResult> {
  const { data } = task
  const reason = await node('Check the limits', () => {
    const reason = judge(data)
    note(reason ?? 'Within the limits')
    return reason
  })
  const { token, amount } = data
  const funding = { token, method: reason === null ? 'pgfs.authorization' : 'pgfs.authorization.decline' }
  if (reason === null) {
    await reply('Approve', { status: 200, body: { jit_funding: { ...funding, amount } } })
    return { decision: 'approved', reason }
  }
  await reply('Deny', {
    status: 402,
    body: { jit_funding: { ...funding, amount: 0, decline_reason: reason } },
  })
  return { decision: 'denied', reason }
}
