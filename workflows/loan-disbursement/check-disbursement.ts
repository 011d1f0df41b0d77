import type { LoanAccount, MambuTransaction } from '../../activities/mambu.ts'
import { addDecimals, compareDecimals } from '../../src/process/decimal.ts'
import { checkIban } from '../iban/check-iban.ts'
import type { LoanDisbursement } from './disbursement-event.ts'
import { type PaymentScheme, schemeFor } from './payment-scheme.ts'

/** What is to be paid, for which disbursement. */
export interface Payout {
  readonly loan: LoanAccount
  /** Key of the disbursement in Mambu; the reference of the payment, since it is unique for ever. */
  readonly transactionKey: string
  /** A decimal without trailing zeros. */
  readonly amount: string
  readonly currency: string
  readonly scheme: PaymentScheme
  readonly creditor: { readonly name: string; readonly iban: string }
}

/**
 * A payout, or why there is none. `reverse`: the disbursement stands in Mambu but can never be paid, so it must go. A
 * webhook that contradicts Mambu reverses nothing: it may be the webhook that is wrong.
 */
export type DisbursementCheck =
  | { readonly payout: Payout }
  | { readonly fault: string; readonly loan: LoanAccount | null; readonly reverse: string | null }

/**
 * Judges a disbursement by what Mambu says of it.
 *
 * @param creditorName name of the client or group; null: Mambu does not know the holder
 */
export function checkDisbursement(
  data: LoanDisbursement,
  loan: LoanAccount | null,
  transaction: MambuTransaction | null,
  creditorName: string | null,
): DisbursementCheck {
  // No task of Mambu's user: the money is where it belongs. Temporal forgets tasks, and would start the webhook anew
  if (transaction && wasPaid(loan, transaction))
    return { fault: 'This disbursement was paid out before', loan: null, reverse: null }
  const contradiction = findContradiction(data, loan, transaction)
  if (contradiction !== null || !loan || !transaction)
    return { fault: contradiction ?? 'nothing to pay', loan, reverse: null }
  const unpayable = (fault: string) => ({ fault, loan, reverse: transaction.key })
  const choice = schemeFor(data.amount, data.currency)
  if ('fault' in choice) return unpayable(choice.fault)
  const checked = readIban(loan.custom._Payout)
  if ('problem' in checked) return unpayable(checked.problem)
  if (creditorName === null || creditorName === '') return unpayable('The holder of the loan has no name')
  return {
    payout: {
      loan,
      transactionKey: transaction.key,
      amount: addDecimals(data.amount, '0'),
      currency: data.currency,
      scheme: choice.scheme,
      creditor: { name: creditorName, iban: checked.iban },
    },
  }
}

/** As `Note on the loan` leaves it; of several tranches, the last one. */
function wasPaid(loan: LoanAccount | null, { key }: MambuTransaction): boolean {
  const noted = (loan?.custom._Payout ?? {}) as { readonly status?: unknown; readonly reference?: unknown }
  return noted.status === 'SETTLED' && noted.reference === key
}

function findContradiction(
  data: LoanDisbursement,
  loan: LoanAccount | null,
  transaction: MambuTransaction | null,
): string | null {
  if (!loan) return `Mambu has no loan ${data.loan_id}`
  if (!transaction) return `Mambu has no transaction ${data.transaction_id}`
  if (transaction.accountKey !== loan.key) return 'The transaction is of another loan'
  if (transaction.type !== 'DISBURSEMENT') return `The transaction is a ${transaction.type}`
  if (transaction.adjustedBy !== null) return 'The disbursement was reversed already'
  if (loan.state !== 'ACTIVE' && loan.state !== 'ACTIVE_IN_ARREARS')
    return `The loan is ${loan.state}, not ACTIVE`
  if (compareDecimals(transaction.amount, data.amount) !== 0)
    return `The disbursement is over ${transaction.amount}, the webhook says ${data.amount}`
  if (loan.currency !== null && loan.currency !== data.currency)
    return `The loan is in ${loan.currency}, the webhook says ${data.currency}`
  return null
}

function readIban(fields: unknown): { readonly iban: string } | { readonly problem: string } {
  const iban = (fields as { readonly iban?: unknown } | undefined)?.iban
  if (typeof iban !== 'string' || iban.trim() === '')
    return { problem: 'The loan has no IBAN to pay to (custom field _Payout.iban)' }
  const checked = checkIban(iban)
  return 'iban' in checked ? checked : { problem: `The IBAN of the loan is wrong: ${checked.problem}` }
}
