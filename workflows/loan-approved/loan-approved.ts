/** A loan was approved in Mambu: check it, let a second person approve, disburse it, tell the user in charge. */
import { ActivityFailure, CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow'
import type { Loan, MambuActivities, MambuUser } from '../../activities/mambu.ts'
import type { Task } from '../../src/process/task.ts'
import { node, note, sayOutcome, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { type Approval, readApproval } from '../people/read-approval.ts'

/** What Mambu's LOAN_APPROVAL webhook sends, in the shape Mambu Payments publishes for lending. */
export interface LoanApproved {
  readonly cbs_source: string
  readonly cbs_account_type: 'loan'
  /** Id of the loan account; also the ref of the task. */
  readonly cbs_account_id: string
  readonly cbs_account_key: string
  /** Text where the placeholder stands in quotes, as it should; a payload of before may send the bare number. */
  readonly float_amount: string | number
  readonly currency: string
  readonly cbs_credit_arrangement_id?: string | undefined
}

interface Outcome {
  readonly loanId: string
  /** Whether the user in charge got a task in Mambu. */
  readonly notified: boolean
}

/** How a task of `loan-approved` ends; a refusal by a rule or a person is an end, not a failure. `proved`: who decided is. */
export type LoanApprovedResult =
  | (Outcome & {
      readonly state: 'disbursed'
      readonly transactionKey: string
      readonly approvedBy: string
      readonly proved: boolean
    })
  | (Outcome & {
      readonly state: 'rejected'
      readonly reason: string
      readonly rejectedBy: string | null
      readonly proved: boolean | null
    })
  | (Outcome & { readonly state: 'expired'; readonly reason: string })

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const

const reads = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 day',
  retry,
})

/** Mambu keeps an Idempotency-Key for 6 hours: a retry after that could post twice, so retries end before. */
const writes = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '5 hours',
  retry,
})

/** A loan that may be disbursed once somebody else than the requester agrees, or why it may not. */
type Check = { readonly loan: Loan; readonly requester: MambuUser } | { readonly fault: string }

function checkLoan(data: LoanApproved, loan: Loan | null): Check {
  if (!loan) return { fault: `Mambu has no loan ${data.cbs_account_id}` }
  const { state, amount, currency, requester } = loan
  if (state !== 'APPROVED') return { fault: `The loan is ${state}, not APPROVED` }
  if (amount !== Number(data.float_amount))
    return { fault: `The loan is over ${amount}, the webhook says ${data.float_amount}` }
  if (currency !== null && currency !== data.currency)
    return { fault: `The loan is in ${currency}, the webhook says ${data.currency}` }
  if (!requester)
    return { fault: 'No user is in charge of the loan, so nobody can be the second of four eyes' }
  return { loan, requester }
}

/**
 * The process `loan-approved`.
 *
 * The approver (signal `approve`, see `readApproval`) must differ from the requester: the user in charge of the loan in
 * Mambu (`assignedUserKey` of the loan), known by key and by name.
 *
 * @returns how it ended: disbursed, rejected (by a rule or a person) or expired (nobody decided in time)
 * @throws ActivityFailure when Mambu refuses the disbursement, or stays away longer than the retries last
 */
export async function loanApproved(task: Task<LoanApproved>): Promise<LoanApprovedResult> {
  const result = await decideAndDisburse(task)
  sayOutcome(result.state)
  return result
}

async function decideAndDisburse(task: Task<LoanApproved>): Promise<LoanApprovedResult> {
  const loanId = task.data.cbs_account_id

  const { approvalTimeoutMs, ...check } = await node('Check the loan', async () => {
    const answer = await reads.getLoan(loanId)
    const check = checkLoan(task.data, answer.loan)
    if ('fault' in check) note(check.fault)
    return { ...check, approvalTimeoutMs: answer.approvalTimeoutMs }
  })
  if ('fault' in check)
    return { state: 'rejected', loanId, reason: check.fault, rejectedBy: null, proved: null, notified: false }
  const { loan, requester } = check

  const notify = (title: string, description: string) =>
    notifyUser(() =>
      writes.createUserTask({
        taskId: task.taskId,
        title,
        description,
        dueDate: new Date().toISOString().slice(0, 10),
        assignedUserKey: requester.key,
        loanKey: loan.key,
      }),
    )

  const approval = await waitForSignal<Approval>('Wait for four-eyes approval', {
    signal: 'approve',
    decision: 'approve',
    timeoutMs: approvalTimeoutMs,
    read: (payload, _signal, proved) => readApproval(payload, requester, proved),
  })
  if (!approval) {
    const reason = 'Nobody decided in time'
    const notified = await notify(`Loan ${loanId} was not disbursed`, reason)
    return { state: 'expired', loanId, reason, notified }
  }
  const { by, proved } = approval
  if (approval.decision === 'reject') {
    const reason = approval.comment ?? 'No comment given'
    const notified = await notify(`Loan ${loanId} was rejected`, `Rejected by ${by}: ${reason}`)
    return { state: 'rejected', loanId, reason, rejectedBy: by, proved, notified }
  }

  // Once decided, a cancellation comes too late: it would end the task without a word on where the money is.
  return CancellationScope.nonCancellable(async () => {
    const transactionKey = await node('Disburse', () =>
      writes.disburseLoan({ taskId: task.taskId, loanId, amount: loan.amount }),
    )
    const notified = await notify(`Loan ${loanId} was disbursed`, `Approved by ${by}`)
    return { state: 'disbursed', loanId, transactionKey, approvedBy: by, proved, notified }
  })
}

/** A task must not fail after the decision over a message that could not be sent. */
async function notifyUser(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await node('Notify', send)
    return true
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return false
  }
}
