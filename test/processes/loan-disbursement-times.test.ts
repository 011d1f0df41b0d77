/** loan-disbursement when nobody answers for hours and days: on a server that skips time, over the full path all the same. */
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LoanDisbursementResult } from '../../workflows/loan-disbursement/loan-disbursement.ts'
import { type BankStandIn, startBankStandIn } from '../helpers/bank-stand-in.ts'
import { type Booking, bookDisbursement } from '../helpers/book-disbursement.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'

const PROCESS = 'loan-disbursement'
let environment: TestWorkflowEnvironment
let bank: BankStandIn
let stack: ProcessStack

beforeAll(async () => {
  environment = await openTimeSkipping()
  bank = await startBankStandIn()
  stack = await startProcessStack({
    temporal: environment,
    processes: [PROCESS],
    variables: { bank: { url: bank.url, token: bank.token } },
  })
}, OPENS_WITHIN_MS)

afterAll(async () => {
  await stack?.stop()
  await bank?.stop()
  await environment?.teardown()
})

beforeEach(() => {
  bank.recallable = true
})

async function run(booking: Booking): Promise<LoanDisbursementResult> {
  expect((await stack.send(PROCESS, booking.webhook)).status).toBe(200)
  return stack.resultOf<LoanDisbursementResult>(PROCESS, { ref: booking.ref })
}

async function nodesOf({ ref }: Booking): Promise<string[]> {
  const trace = await stack.traceOf(await stack.taskOf(PROCESS, { ref }))
  return trace.map(({ node }) => node)
}

const messagesAbout = ({ loan }: Booking) =>
  stack.mambu.tasks.filter(({ body }) => body.taskLinkKey === loan.encodedKey).map(({ body }) => body.title)

test('a payment that does not settle is asked for, escalated, recalled and reversed', async () => {
  const booking = await bookDisbursement(stack.mambu)
  expect(await run(booking)).toMatchObject({ state: 'recalled', reversed: true, notified: true })
  expect(await nodesOf(booking)).toEqual([
    'Check the disbursement',
    'Pay at the bank',
    'Wait for settlement',
    'Ask the bank',
    'Escalate',
    'Wait for settlement',
    'Ask the bank',
    'Recall the payment',
    'Reverse the disbursement',
    'Notify',
  ])
  expect(messagesAbout(booking)).toEqual([
    `The payment of loan ${booking.loan.id} has not settled`,
    `Loan ${booking.loan.id} was not paid out`,
  ])
  expect(stack.mambu.findLoan(booking.loan.id)?.accountState).toBe('APPROVED')
})

test('a callback that was lost is made up for by asking', async () => {
  const booking = await bookDisbursement(stack.mambu)
  expect((await stack.send(PROCESS, booking.webhook)).status).toBe(200)
  const task = await stack.taskOf(PROCESS, { ref: booking.ref })
  await stack.untilWaiting(task, 'Wait for settlement')
  const payment = bank.payments.get(booking.key)
  if (payment) payment.status = 'SETTLED'
  expect(await stack.resultOf(PROCESS, { ref: booking.ref })).toMatchObject({ state: 'settled' })
  expect(messagesAbout(booking)).toEqual([])
})

test('a payment that can not be recalled stands, and a person is told to look after it', async () => {
  bank.recallable = false
  const booking = await bookDisbursement(stack.mambu)
  expect(await run(booking)).toMatchObject({
    state: 'unsettled',
    reason: 'The bank did not settle the payment in time, and it can not be recalled',
    reversed: false,
    notified: true,
  })
  expect(stack.mambu.findLoan(booking.loan.id)?.accountState).toBe('ACTIVE')
})

test('a bank that took the payment and does not find it afterwards: the disbursement stands, the money may be gone', async () => {
  bank.failNext(1_000, 404, 'GET /payments/')
  bank.failNext(1_000, 404, 'POST /payments/')
  const booking = await bookDisbursement(stack.mambu)
  expect(await run(booking)).toMatchObject({ state: 'unsettled', reversed: false, notified: true })
  expect(stack.mambu.findLoan(booking.loan.id)?.accountState).toBe('ACTIVE')
  bank.clearFailures()
})

test('a bank that is away for hours and never got the payment: the disbursement is reversed', async () => {
  bank.failNext(1_000, 503, 'POST /payments')
  const booking = await bookDisbursement(stack.mambu)
  expect(await run(booking)).toMatchObject({
    state: 'rejected',
    reason: 'The bank never got the payment',
    reversed: true,
  })
  bank.clearFailures()
})

test('a Mambu that is away for longer than it keeps keys: the reversal is made once all the same', async () => {
  const booking = await bookDisbursement(stack.mambu, { currency: 'XTS' })
  stack.mambu.failNext(320, 503, {}, `POST /loans/transactions/${booking.key}`)
  expect(await run(booking)).toMatchObject({ state: 'rejected', reversed: true })
  expect((await nodesOf(booking)).filter((node) => node === 'Reverse the disbursement')).toHaveLength(2)
})
