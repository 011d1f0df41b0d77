/** A loan was disbursed in Mambu: pay it out at the bank, wait until it settled, reverse the disbursement if it did not. */
import { ActivityFailure, CancellationScope, isCancellation } from '@temporalio/workflow'
import type { LoanAccount } from '../../activities/mambu.ts'
import type { Task } from '../../src/process/task.ts'
import { node, note, sayOutcome, waitForCallback } from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import { tellUser } from '../people/tell-user.ts'
import { askForPayment, type PaymentState, recallPayment, sendPayment } from './bank-payment.ts'
import { checkDisbursement, type DisbursementCheck, type Payout } from './check-disbursement.ts'
import type { LoanDisbursement } from './disbursement-event.ts'
import { readSettlement } from './read-settlement.ts'
import { reverseDisbursement } from './reverse-disbursement.ts'

export type { LoanDisbursement }

/** How a task of `loan-disbursement` ends. */
export type LoanDisbursementResult =
  | { readonly state: 'settled'; readonly loanId: string; readonly scheme: string; readonly noted: boolean }
  | {
      /** `rejected`: by a rule or the bank. `recalled`: not settled in time. `unsettled`: a person must find out. */
      readonly state: 'rejected' | 'recalled' | 'unsettled'
      readonly loanId: string
      readonly reason: string
      /** Whether the disbursement was reversed in Mambu. */
      readonly reversed: boolean
      readonly notified: boolean
    }

/** What became of the payment. */
type Outcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'rejected' | 'recalled' | 'unsettled'; readonly reason: string }

/** `taken`: the bank has said that it has the payment. If it does not find it later, the money may be gone all the same. */
interface Progress {
  taken: boolean
}

const DAY_MS = 24 * 60 * 60 * 1000
/** After the bank was asked in vain: how long a person and the bank have. */
const ESCALATION_MS = 3 * DAY_MS

/**
 * The process `loan-disbursement`.
 *
 * Mambu has booked the disbursement before it sends the webhook, so each end says what became of that booking: it stands
 * where the money left, and is reversed where it surely did not. Where nobody can say, it stands and a person is told:
 * reversing it could give the money away.
 *
 * @throws CancelledFailure after a cancellation: the payment is recalled and the disbursement reversed first, if it can be
 */
export async function loanDisbursement(task: Task<LoanDisbursement>): Promise<LoanDisbursementResult> {
  const result = await payOut(task)
  sayOutcome(result.state)
  return result
}

async function payOut(task: Task<LoanDisbursement>): Promise<LoanDisbursementResult> {
  const check = await node('Check the disbursement', () => readDisbursement(task.data))
  if ('fault' in check) {
    const { fault, loan, reverse } = check
    return CancellationScope.nonCancellable(() => refuse(task, loan, reverse, 'rejected', fault))
  }
  const { payout } = check
  const progress: Progress = { taken: false }
  let outcome: Outcome
  try {
    outcome = await settle(task, payout, progress)
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(async () =>
      conclude(task, payout, await recall(payout, progress, 'The task was cancelled')),
    )
    throw error
  }
  return CancellationScope.nonCancellable(() => conclude(task, payout, outcome))
}

async function readDisbursement(data: LoanDisbursement): Promise<DisbursementCheck> {
  const loan = await mambuReads.getLoanAccount(data.loan_id)
  const transaction = loan && (await mambuReads.getLoanTransaction(data.transaction_id))
  const check = checkDisbursement(data, loan, transaction, loan && (await readHolderName(loan)))
  note(
    'fault' in check ? check.fault : `${check.payout.amount} ${data.currency} by ${check.payout.scheme.name}`,
  )
  return check
}

async function readHolderName({ holderKey, holderType }: LoanAccount): Promise<string | null> {
  if (holderKey === null) return null
  if (holderType === 'GROUP') return (await mambuReads.getGroup(holderKey))?.name ?? null
  const client = await mambuReads.getClient(holderKey)
  return client && [client.firstName, client.lastName].filter(Boolean).join(' ')
}

async function settle(task: Task<LoanDisbursement>, payout: Payout, progress: Progress): Promise<Outcome> {
  const reference = payout.transactionKey
  // A cancellation waits for the bank's answer, or nobody would know whether there is a payment to recall
  const sent = await CancellationScope.nonCancellable(() => sendPayment(payout))
  progress.taken = sent === 'sent'
  if (sent !== 'sent') {
    // Also when it was refused: it may be the repeat that was, of a payment whose answer got lost
    const asked = await askForPayment(reference)
    if (asked.state === 'UNKNOWN' && sent !== 'unknown') return { kind: 'rejected', reason: sent.refused }
    const known = decided(asked, progress)
    if (known) return known
  }
  const read = (payload: unknown) => readSettlement(payload, reference)
  for (const timeoutMs of [payout.scheme.settlesWithinMs, ESCALATION_MS]) {
    const settlement = await waitForCallback('Wait for settlement', { timeoutMs, read })
    if (settlement?.settled) return { kind: 'settled' }
    if (settlement) return { kind: 'rejected', reason: settlement.reason ?? 'The bank rejected the payment' }
    const asked = await askForPayment(reference)
    const known = decided(asked, progress)
    if (known) return known
    if (timeoutMs !== ESCALATION_MS)
      await tellUser('Escalate', {
        ...messageOf(task, payout.loan),
        subject: `The payment of loan ${payout.loan.id} has not settled`,
        text: `The bank says: ${asked.state ?? 'nothing'}. It is recalled in ${ESCALATION_MS / DAY_MS} days.`,
      })
  }
  return recall(payout, progress, 'The bank did not settle the payment in time')
}

/** What a state of the payment means; null: it is not decided. */
function decided(
  { state, reason }: { state: PaymentState; reason: string | null },
  progress: Progress,
): Outcome | null {
  if (state === 'SETTLED') return { kind: 'settled' }
  if (state === 'UNKNOWN')
    return progress.taken ? null : { kind: 'rejected', reason: 'The bank never got the payment' }
  progress.taken ||= state !== null
  if (state === 'REJECTED' || state === 'CANCELLED')
    return { kind: 'rejected', reason: reason ?? `The bank says ${state}` }
  return null
}

async function recall(payout: Payout, { taken }: Progress, reason: string): Promise<Outcome> {
  const { state } = await recallPayment(payout.transactionKey)
  if (state === 'SETTLED') return { kind: 'settled' }
  if (state === 'CANCELLED' || state === 'REJECTED' || (state === 'UNKNOWN' && !taken))
    return { kind: 'recalled', reason }
  return { kind: 'unsettled', reason: `${reason}, and it can not be recalled` }
}

async function conclude(
  task: Task<LoanDisbursement>,
  payout: Payout,
  outcome: Outcome,
): Promise<LoanDisbursementResult> {
  const { loan, scheme, transactionKey } = payout
  if (outcome.kind !== 'settled')
    return refuse(
      task,
      loan,
      outcome.kind === 'unsettled' ? null : transactionKey,
      outcome.kind,
      outcome.reason,
    )
  const noted = await noteSettlement(task.taskId, loan.id, transactionKey)
  return { state: 'settled', loanId: loan.id, scheme: scheme.name, noted }
}

/** @param reverse key of the disbursement that must go; null: it stays */
async function refuse(
  task: Task<LoanDisbursement>,
  loan: LoanAccount | null,
  reverse: string | null,
  state: 'rejected' | 'recalled' | 'unsettled',
  reason: string,
): Promise<LoanDisbursementResult> {
  const loanId = task.data.loan_id
  const reversed = reverse !== null && (await reverseDisbursement(task.taskId, reverse, reason))
  const standing = reversed ? 'The disbursement was reversed' : 'The disbursement stands: look after it'
  const notified =
    loan !== null &&
    (await tellUser('Notify', {
      ...messageOf(task, loan),
      subject: `Loan ${loanId} was not paid out`,
      text: `${reason}. ${standing}.`,
    }))
  return { state, loanId, reason, reversed, notified }
}

function messageOf({ taskId }: Task, { assignedUserKey, key }: LoanAccount) {
  return { taskId, userKey: assignedUserKey, about: { type: 'LOAN_ACCOUNT', key } } as const
}

/** The money has left: a note that Mambu does not take fails nothing. */
async function noteSettlement(taskId: string, loanId: string, reference: string): Promise<boolean> {
  try {
    await node('Note on the loan', () =>
      mambuWrites.patchLoan({
        taskId,
        node: 'Note on the loan',
        loanId,
        custom: { _Payout: { status: 'SETTLED', reference } },
      }),
    )
    return true
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return false
  }
}
