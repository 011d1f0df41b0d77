/** A loan or deposit account that waits for approval in Mambu, as `four-eyes-approval` looks at both. */
import { compareDecimals } from '../../src/process/decimal.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import type { FourEyesApproval } from './approval-event.ts'

export interface PendingAccount {
  readonly type: 'loan' | 'deposit'
  readonly id: string
  readonly key: string
  readonly state: string
  /** Of a loan; a deposit account has none before money is on it. */
  readonly amount: number | null
  readonly currency: string | null
  /** Key of the user who asked for it. */
  readonly requesterKey: string | null
}

/** Null: Mambu has no such account. */
export async function readAccount(data: FourEyesApproval): Promise<PendingAccount | null> {
  if (data.account_type === 'loan') {
    const loan = await mambuReads.getLoanAccount(data.account_id)
    return loan && { ...pick(loan), type: 'loan', amount: loan.amount }
  }
  const deposit = await mambuReads.getDeposit(data.account_id)
  return deposit && { ...pick(deposit), type: 'deposit', amount: null }
}

function pick(account: {
  readonly id: string
  readonly key: string
  readonly state: string
  readonly currency: string | null
  readonly assignedUserKey: string | null
}) {
  const { id, key, state, currency, assignedUserKey } = account
  return { id, key, state, currency, requesterKey: assignedUserKey }
}

/** Why an account is not the one that was asked for; null: it is. */
export function findFault(data: FourEyesApproval, account: PendingAccount | null): string | null {
  if (account === null) return `Mambu has no ${data.account_type} account ${data.account_id}`
  if (account.state !== 'PENDING_APPROVAL') return `The account is ${account.state}, not PENDING_APPROVAL`
  if (account.amount !== null && compareDecimals(account.amount, data.amount) !== 0)
    return `The account is over ${account.amount}, the webhook says ${data.amount}`
  if (account.currency !== null && account.currency !== data.currency)
    return `The account is in ${account.currency}, the webhook says ${data.currency}`
  return null
}

/** Approves or rejects the account in Mambu, once. */
export async function changeAccount(
  title: string,
  taskId: string,
  { type, id }: PendingAccount,
  approve: boolean,
  notes: string,
): Promise<void> {
  const write = { taskId, node: title, notes: notes.slice(0, 255) }
  if (type === 'loan')
    await mambuWrites.changeLoanState({ ...write, loanId: id, action: approve ? 'APPROVE' : 'REJECT' })
  else
    await mambuWrites.changeDepositState({
      ...write,
      depositId: id,
      action: approve ? 'APPROVE' : 'CLOSE_REJECT',
    })
}
