/** Books a disbursement in the Mambu stand-in over its API, as a user of Mambu does, with what the webhook then sends. */
import { randomUUID } from 'node:crypto'
import type { NewLoan, StandInLoan } from '../../src/mambu/bank/loans.ts'
import type { MambuStandIn } from '../../src/mambu/bank/stand-in.ts'

export interface Booking {
  readonly loan: StandInLoan
  /** Key of the disbursement. */
  readonly key: string
  /** Ref of the task: the id of the disbursement. */
  readonly ref: string
  readonly webhook: {
    readonly loan_id: string
    readonly transaction_id: string
    readonly amount: string
    readonly currency: string
  }
}

/** @param loan default: 12,500 EUR of a client with an IBAN */
export async function bookDisbursement(mambu: MambuStandIn, loan: Partial<NewLoan> = {}): Promise<Booking> {
  const holder = mambu.addClient({ id: `CL-${randomUUID()}`, firstName: 'Jördis', lastName: 'Ångström' })
  const made = mambu.addLoan({
    id: `LN-${randomUUID()}`,
    holderKey: holder.encodedKey,
    custom: { _Payout: { iban: 'AT61 1904 3002 3457 3201' } },
    ...loan,
  })
  const answer = await fetch(`${mambu.url}/loans/${made.id}/disbursement-transactions`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.mambu.v2+json',
      'content-type': 'application/json',
      apikey: mambu.apiKey,
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ amount: made.loanAmount }),
  })
  const { id, encodedKey } = (await answer.json()) as { id: string; encodedKey: string }
  return {
    loan: made,
    key: encodedKey,
    ref: id,
    webhook: {
      loan_id: made.id,
      transaction_id: id,
      amount: made.loanAmount.toFixed(2),
      currency: made.currency.code,
    },
  }
}
