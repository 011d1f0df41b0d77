/** Tasks in every state a page has to show: waiting for a person and for a bank, ended well, ended by a rule, tried again. */
import { randomUUID } from 'node:crypto'
import type { NewLoan } from '../../src/mambu/bank/stand-in-bank.ts'
import type { BankStandIn } from '../helpers/bank-stand-in.ts'
import { type Booking, bookDisbursement } from '../helpers/book-disbursement.ts'
import { loanBody } from '../helpers/loan-body.ts'
import type { ProcessStack } from '../helpers/process-stack.ts'

export const APPROVAL = 'Wait for four-eyes approval'
export const SETTLEMENT = 'Wait for settlement'

/** A loan that Mambu knows, in charge of alice unless said otherwise; its task waits for the approval of somebody else. */
export async function startApproval(
  stack: ProcessStack,
  loan: string,
  more: Partial<NewLoan> = {},
): Promise<void> {
  stack.mambu.addLoan({ id: loan, amount: 8_400.5, ...more })
  await stack.send('loan-approved', loanBody(loan))
  await stack.untilWaiting(await stack.taskOf('loan-approved', { ref: loan }), APPROVAL)
}

/** Booked in Mambu and sent to the bank; its task waits for the bank to call back. */
export async function startDisbursement(stack: ProcessStack): Promise<Booking> {
  const booking = await sendDisbursement(stack)
  await stack.untilWaiting(await stack.taskOf('loan-disbursement', { ref: booking.ref }), SETTLEMENT)
  return booking
}

export async function sendDisbursement(stack: ProcessStack): Promise<Booking> {
  const booking = await bookDisbursement(stack.mambu)
  const key = { 'x-notifications-idempotency-key': randomUUID() }
  await stack.send('loan-disbursement', booking.webhook, key)
  return booking
}

/** Loans of which two wait for approval, one was approved and one refused by a rule. */
export async function fillApprovals(stack: ProcessStack): Promise<void> {
  for (const loan of ['LN-3001', 'LN-3002', 'LN-3003']) await startApproval(stack, loan)
  const approved = await stack.taskOf('loan-approved', { ref: 'LN-3002' })
  await approved.signal('approve', { by: 'bob', decision: 'approve', comment: 'Collateral is in place' })
  await approved.result()
  await stack.send('loan-approved', loanBody('LN-3004'))
}

/** Those, and payments of which one has settled. */
export async function fillTasks(stack: ProcessStack, bank: BankStandIn): Promise<void> {
  await fillApprovals(stack)
  await startDisbursement(stack)
  const settled = await startDisbursement(stack)
  await bank.callBack(settled.key, 'TransactionSettled')
  await stack.resultOf('loan-disbursement', { ref: settled.ref })
}
