/** The bank's payments as `loan-disbursement` uses them: send, ask, recall. Address and token are the variable `bank`. */
import { apiCall, callbackReference, nodeFailureOf } from '../../src/workflows/nodes/index.ts'
import type { Payout } from './check-disbursement.ts'

/** What the bank says of a payment. `UNKNOWN`: it never got it; null: it did not say. */
export type PaymentState = 'RECEIVED' | 'HELD' | 'SETTLED' | 'REJECTED' | 'CANCELLED' | 'UNKNOWN' | null

/** The schema `bankPayment` of activities/response-schemas.ts: nothing more of an answer enters the history. */
interface BankPayment {
  readonly status: Exclude<PaymentState, 'UNKNOWN' | null>
  readonly reason?: string | undefined
}

const HOUR_MS = 60 * 60 * 1000
/** Of the bank: the payment is wrong, and was not taken. Any other failure leaves open whether it was. */
const REFUSALS: readonly (number | null)[] = [400, 422]

const bank = {
  variables: ['bank'],
  headers: { authorization: 'Bearer {{env_var[@bank].token}}' },
  response: 'bankPayment',
  // Names in it are the customers' own
  plainBody: true,
  timeoutMs: 20_000,
  // The gateway of a bank is often in its own network; the address is the operator's, never data of a webhook
  allowPrivate: true,
} as const

const urlOf = (reference: string) => `{{env_var[@bank].url}}/payments/${encodeURIComponent(reference)}`

/**
 * Sends the payment, once, however often it is tried: the bank knows it by its reference and its Idempotency-Key.
 *
 * @returns `sent`, why the bank refused it, or `unknown` when nobody can say whether it was taken
 */
export async function sendPayment(
  payout: Payout,
): Promise<'sent' | 'unknown' | { readonly refused: string }> {
  try {
    await apiCall<BankPayment>('Pay at the bank', {
      ...bank,
      method: 'POST',
      url: '{{env_var[@bank].url}}/payments',
      body: {
        reference: payout.transactionKey,
        amount: payout.amount,
        currency: payout.currency,
        scheme: payout.scheme.name,
        creditor: payout.creditor,
        remittance: `Loan ${payout.loan.id}`,
        notify: callbackReference('Wait for settlement'),
      },
      retry: { withinMs: 2 * HOUR_MS },
    })
    return 'sent'
  } catch (error) {
    const failure = nodeFailureOf(error)
    if (failure === null) throw error
    if (failure.tag === 'api_bad_answer' && REFUSALS.includes(failure.httpCode))
      return { refused: `The bank refused the payment (${failure.httpCode})` }
    return 'unknown'
  }
}

/** Asks for the state of a payment: a callback may have been lost. */
export function askForPayment(reference: string): Promise<{ state: PaymentState; reason: string | null }> {
  return readState(() =>
    apiCall<BankPayment>('Ask the bank', { ...bank, url: urlOf(reference), retry: { withinMs: HOUR_MS } }),
  )
}

/** Takes a payment back before it leaves; `CANCELLED` where the bank could. */
export function recallPayment(reference: string): Promise<{ state: PaymentState; reason: string | null }> {
  return readState(() =>
    apiCall<BankPayment>('Recall the payment', {
      ...bank,
      method: 'POST',
      url: `${urlOf(reference)}/recall`,
      body: {},
      retry: { withinMs: HOUR_MS },
    }),
  )
}

async function readState(
  call: () => Promise<{ readonly body: BankPayment }>,
): Promise<{ state: PaymentState; reason: string | null }> {
  try {
    const { status, reason = null } = (await call()).body
    return { state: status, reason }
  } catch (error) {
    const failure = nodeFailureOf(error)
    if (failure === null) throw error
    return { state: failure.httpCode === 404 ? 'UNKNOWN' : null, reason: null }
  }
}
